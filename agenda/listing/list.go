// Package listing is a long list of deals as people look through one: what
// stands in which column, in which order, narrowed by what they type, in
// groups.
//
// A List holds the deals in as little memory as it can: texts one after the
// other, what repeats (owners, accounts, stages, findings) once. A View says
// what somebody wants to see of it, and Select finds that: a Selection. Deals
// are named by their place in the list.
package listing

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/junegunn/fzf/src/util"

	"halfhour/agenda"
)

// List is deals to look through. Fill it with Add and end with Rank; after that
// any number may read it at the same time.
type List struct {
	Today agenda.Date

	rows       []row
	text       arena
	reasons    phrases
	accounts   values
	owners     values
	stages     values
	forecasts  values
	wrongs     values       // findings that come together, see wrongOf
	needs      [][2]float64 // score and share, see agenda.Need; until Rank
	currencies []string
	people     [][]string           // the ids of the people of each of owners
	first      []int32              // those of owners who are the first of them alone
	called     map[string]string    // what each of them is called
	steps      []agenda.Step        // the standard step of each of stages
	wide       map[int32]util.Chars // the folded names that are not ASCII
}

// row is a deal. The numbers of its texts are places in the list's values.
type row struct {
	texts                                ref
	letters                              letters // of the name
	amount                               int64
	account, owner                       int32
	closes, created, since, last, nextOn int32
	rank                                 int32
	pushed                               int32
	wrong                                int32
	stage, forecast                      int32
	pushes, currency                     int16
	chance                               int8
	status                               status
	wide                                 bool // the folded name is not ASCII
}

// status is the status of a deal, gone ones apart.
type status uint8

const (
	open status = iota
	won
	lost
	gone
)

var statusWords = [...]string{"open", "won", "lost", "gone"}

// Deal is a deal of a list with everything that its columns show.
type Deal struct {
	Name, Account, Owner, Stage string // of several owners the first
	Amount                      agenda.Money
	Close, Created, StageSince  agenda.Date
	LastActivity, NextStepDate  agenda.Date
	NextStep, Forecast          string
	Probability                 int      // percent; -1 when not known
	Status                      string   // open, won, lost or gone
	Why                         string   // in one line
	Wrong                       []string // the codes of its findings, the worst first
	Worst                       int      // the severity of the worst, 0 for none
	Pushes, PushedDays          int
}

// Told is what is known of a deal beside the deal: who owns it, by name and
// id, and what was found.
type Told struct {
	Owners   []agenda.Person // the first owns it; none for nobody
	Need     agenda.Need     // how much it needs the time
	Why      string
	Findings []agenda.Finding
}

// New returns an empty list for about so many deals.
func New(today agenda.Date, about int) *List {
	l := &List{Today: today, rows: make([]row, 0, about), wide: map[int32]util.Chars{}, needs: make([][2]float64, 0, about), currencies: []string{""}, called: map[string]string{}}
	for _, v := range []*values{&l.accounts, &l.owners, &l.stages, &l.forecasts, &l.wrongs} {
		v.of("")
	}
	l.people, l.first, l.steps = [][]string{nil}, []int32{0}, []agenda.Step{agenda.NoStep}
	return l
}

// Add puts a deal at the end of the list.
func (l *List) Add(d agenda.Deal, t Told) {
	folded := agenda.Fold(d.Name)
	r := row{
		texts:  l.text.add([parts][]byte{shortID(d.ID), []byte(d.Name), []byte(folded), []byte(d.NextStep), l.reasons.add(t.Why)}),
		amount: d.Amount.Minor, currency: l.currency(d.Amount.Currency),
		account: l.accounts.of(d.Account), stage: l.stages.of(d.Stage), forecast: l.forecasts.of(d.Forecast),
		wrong: l.wrongs.of(wrongOf(t.Findings)), owner: l.owner(t.Owners),
		closes: int32(d.Close), created: int32(d.Created), since: int32(d.StageSince), last: int32(d.LastActivity), nextOn: int32(d.NextStepDate),
		pushes: int16(min(d.Track.Pushes, math.MaxInt16)), pushed: int32(d.Track.PushedDays), chance: int8(d.Probability),
		letters: lettersOf(folded),
	}
	switch {
	case d.Gone:
		r.status = gone
	case d.Status == agenda.Won:
		r.status = won
	case d.Status == agenda.Lost:
		r.status = lost
	}
	if int(r.stage) == len(l.steps) {
		l.steps = append(l.steps, d.Step)
	}
	l.rows, l.needs = append(l.rows, r), append(l.needs, [2]float64{t.Need.Score, t.Need.Share})
	if chars := util.ToChars([]byte(folded)); !chars.IsBytes() {
		at := len(l.rows) - 1
		l.rows[at].wide, l.wide[int32(at)] = true, chars
	}
}

// owner returns the place of people who own a deal together.
func (l *List) owner(people []agenda.Person) int32 {
	if len(people) == 1 {
		if at, ok := l.owners.at[people[0].ID]; ok {
			return at
		}
	}
	var names, ids []string
	for _, p := range people {
		names, ids = append(names, p.Name), append(ids, p.ID)
		l.called[p.ID] = p.Name
	}
	at := l.owners.named(strings.Join(ids, " "), strings.Join(names, ", "))
	if int(at) == len(l.people) {
		l.people, l.first = append(l.people, ids), append(l.first, at)
		if len(people) > 1 {
			l.first[at] = l.owner(people[:1])
		}
	}
	return at
}

func (l *List) currency(code string) int16 {
	for i, c := range l.currencies {
		if c == code {
			return int16(i)
		}
	}
	l.currencies = append(l.currencies, code)
	return int16(len(l.currencies) - 1)
}

// wrongOf writes findings as one text: the worst severity, then the codes.
func wrongOf(findings []agenda.Finding) string {
	if len(findings) == 0 {
		return ""
	}
	worst := 0
	codes := make([]string, 0, len(findings))
	for i := range findings {
		f := &findings[i]
		worst = max(worst, f.Severity)
		if !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	return string(rune('0'+worst)) + strings.Join(codes, " ")
}

// Rank works out the order in which the deals need the time, once all are in
// the list.
func (l *List) Rank() {
	by := make([]int32, len(l.rows))
	for i := range by {
		by[i] = int32(i)
	}
	slices.SortFunc(by, func(a, b int32) int {
		return l.need(a).Compare(l.need(b), func() int {
			here, there := l.rows[a].texts, l.rows[b].texts
			return cmp.Or(bytes.Compare(l.text.bytes(here, theName), l.text.bytes(there, theName)), bytes.Compare(l.text.bytes(here, theID), l.text.bytes(there, theID)))
		})
	})
	for rank, i := range by {
		l.rows[i].rank = int32(rank)
	}
	l.needs, l.reasons.at = nil, nil
	for _, v := range []*values{&l.accounts, &l.owners, &l.stages, &l.forecasts, &l.wrongs} {
		v.at = nil
	}
}

func (l *List) need(i int32) agenda.Need {
	r, n := &l.rows[i], l.needs[i]
	return agenda.Need{Over: r.status != open, Score: n[0], Share: n[1], Created: agenda.Date(r.created), Close: agenda.Date(r.closes)}
}

// Len returns how many deals there are.
func (l *List) Len() int { return len(l.rows) }

// ID returns a deal's id.
func (l *List) ID(i int) string { return longID(l.text.bytes(l.rows[i].texts, theID)) }

// Deal returns a deal.
func (l *List) Deal(i int) Deal {
	r := &l.rows[i]
	d := Deal{
		Name: l.text.string(r.texts, theName), NextStep: l.text.string(r.texts, theNext), Why: l.reasons.text(l.text.bytes(r.texts, theWhy)),
		Account: l.accounts.texts[r.account], Owner: l.Owner(i), Stage: l.stages.texts[r.stage], Forecast: l.forecasts.texts[r.forecast],
		Amount: agenda.Money{Minor: r.amount, Currency: l.currencies[r.currency]},
		Close:  agenda.Date(r.closes), Created: agenda.Date(r.created), StageSince: agenda.Date(r.since),
		LastActivity: agenda.Date(r.last), NextStepDate: agenda.Date(r.nextOn),
		Probability: int(r.chance), Status: statusWords[r.status], Pushes: int(r.pushes), PushedDays: int(r.pushed),
	}
	if wrong := l.wrongs.texts[r.wrong]; wrong != "" {
		d.Worst, d.Wrong = int(wrong[0]-'0'), strings.Fields(wrong[1:])
	}
	return d
}

// Owner returns the name of who owns a deal, of several the first.
func (l *List) Owner(i int) string { return l.owners.texts[l.first[l.rows[i].owner]] }

// Owners returns the ids of who owns a deal, the owner first.
func (l *List) Owners(i int) []string { return l.people[l.rows[i].owner] }

// Person returns what somebody who owns deals of the list is called.
func (l *List) Person(id string) string { return l.called[id] }

// Find returns the place of a deal, -1 when the list does not have it.
func (l *List) Find(id string) int {
	short := shortID(id)
	for i := range l.rows {
		if bytes.Equal(l.text.bytes(l.rows[i].texts, theID), short) {
			return i
		}
	}
	return -1
}

// name returns a deal's name as words are looked for in it.
func (l *List) name(i int32) util.Chars {
	r := &l.rows[i]
	if r.wide {
		return l.wide[i]
	}
	return util.ToChars(l.text.bytes(r.texts, theFolded))
}
