package deals

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/agenda/listing"
	"halfhour/tui/draw"
	"halfhour/tui/keys/keystest"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

var monday = agenda.NewDate(2026, 11, 23)

// fakeDesk has its deals in memory.
type fakeDesk struct {
	deals []agenda.Deal
	err   error
	last  listing.View
	saved []listing.Saved
	reads int  // how many dossiers were read
	slow  bool // there are more deals than can be read at once
}

var (
	ana   = agenda.Person{ID: "ana", Name: "Ana Ruiz"}
	tomas = agenda.Person{ID: "tomas", Name: "Tomás Lindqvist"}
	owner = map[string]agenda.Person{"ana": ana, "tomas": tomas}
)

func found(d agenda.Deal) []agenda.Finding {
	var list []agenda.Finding
	if d.Close != 0 && d.Close < monday {
		list = append(list, agenda.Finding{Code: "overdue", Severity: 3, Evidence: fmt.Sprintf("%d days past its close date", monday-d.Close), Fix: "Agree a new close date with the buyer, or close it as lost"})
	}
	if d.NextStep == "" {
		list = append(list, agenda.Finding{Code: "no-next-step", Severity: 2, Evidence: "no next step", Fix: "Agree a dated next step with the buyer"})
	}
	return list
}

func (f *fakeDesk) Deals(_ context.Context, _ string, some bool) (*listing.List, bool, error) {
	l := listing.New(monday, len(f.deals))
	for i, d := range f.deals {
		told := listing.Told{Need: agenda.Need{Score: -float64(i)}, Why: "nothing wrong"}
		if who, ok := owner[d.Owner]; ok {
			told.Owners = []agenda.Person{who}
		}
		if d.Status == agenda.Open {
			told.Findings = found(d)
			for n, x := range told.Findings {
				told.Why = strings.Repeat(told.Why+" and ", min(n, 1))
				told.Why = strings.TrimPrefix(told.Why+x.Evidence, "nothing wrong and ")
			}
		}
		l.Add(d, told)
		if some && i == 2 && f.slow {
			break
		}
	}
	l.Rank()
	return l, !some || !f.slow, f.err
}

func (f *fakeDesk) Dossier(_ context.Context, id string) (agenda.Dossier, error) {
	f.reads++
	for _, d := range f.deals {
		if d.ID != id {
			continue
		}
		at := func(days int) time.Time { return (monday - agenda.Date(days)).Time().Add(9 * time.Hour) }
		return agenda.Dossier{
			Deal: d, Today: monday, Owner: owner[d.Owner].Name, Candidate: agenda.Candidate{DealID: id, Findings: found(d)}, People: []agenda.Person{ana, tomas},
			Contacts:   []agenda.Contact{{Name: "Zoë Ñandú", Title: "CFO", Email: "zoe@example.com", Decides: true}, {Name: "李娜", Role: "user"}},
			Activities: []agenda.Activity{{Kind: "meeting", Day: monday + 3, State: "planned", Subject: "Walk-through"}, {Kind: "mail", Day: monday - 6, Subject: "Re: SOC 2 report", Owner: "Ana Ruiz"}},
			Notes:      []agenda.Note{{Author: "ana", Text: "CISO is back on Thursday.\nWants our SOC 2 report.", At: at(7)}},
			Obstacles:  []agenda.Obstacle{{Text: "Security review has not started"}},
			Actions:    []agenda.Action{{Text: "Book the CISO call", Owner: "ana", Due: monday - 2, State: agenda.ToDo, At: at(7)}},
			Changes: []agenda.Change{
				{Field: agenda.FieldClose, Old: "2026-10-30", New: "2026-11-30", At: at(40)},
				{Field: agenda.FieldAmount, Old: "96000.00 USD", New: "84000.00 USD", At: at(12)},
				{Field: agenda.FieldStage, Old: "Discovery", New: "Proposal", At: at(45)},
			},
			Earlier: []agenda.EarlierAnswer{{Answer: agenda.Answer{DealID: id, Question: "price-seen", Value: agenda.Yes, Evidence: "mail of 12 Nov", Author: "ana", At: at(11)}, Stage: d.Stage}},
		}, nil
	}
	return agenda.Dossier{}, errors.New("the deal is not there any more")
}

func (f *fakeDesk) Views(context.Context) (listing.View, []listing.Saved, error) {
	return f.last, f.saved, nil
}

func (f *fakeDesk) SaveView(_ context.Context, v listing.Saved) error {
	if v.Name == "" {
		f.last = v.View
	} else {
		f.saved = append(f.saved, v)
	}
	return nil
}

func (f *fakeDesk) ForgetView(context.Context, string) error { f.saved = nil; return nil }

func usd(major int64) agenda.Money { return agenda.Money{Minor: major * 100, Currency: "USD"} }

// few are deals of all kinds.
func few() []agenda.Deal {
	deal := func(name, account, who string, step agenda.Step, amount agenda.Money, closes int, next string) agenda.Deal {
		d := agenda.Deal{ID: agenda.Fold(name), Name: name, Account: account, Owner: who, Stage: step.String(), Step: step, Status: agenda.Open, Amount: amount,
			Created: monday - 120, StageSince: monday - 44, LastActivity: monday - 6, ActivityKind: "mail", NextStep: next, Probability: -1}
		if closes != 0 {
			d.Close = monday + agenda.Date(closes)
		}
		switch step {
		case agenda.ClosedWon:
			d.Status = agenda.Won
		case agenda.ClosedLost:
			d.Status = agenda.Lost
		}
		return d
	}
	return []agenda.Deal{
		deal("Initech rollout", "Initech Ltd", "ana", agenda.Proposal, usd(84000), 7, ""),
		deal("青岚云平台扩容", "青岚科技有限公司", "ana", agenda.Evaluation, agenda.Money{Minor: 48000000, Currency: "CNY"}, -3, ""),
		deal("Warehouse routing for all eleven Iberian depots of the group", "Transportes Ibáñez y Compañía", "tomas", agenda.Negotiation, usd(118000), 21, "call"),
		deal("Café Zürich", "Zürich Gastro", "tomas", agenda.Discovery, usd(9000), 60, "tasting"),
		deal("Loyalty app", "", "", agenda.Qualification, agenda.Money{}, 0, ""),
		deal("Hooli seats", "Hooli", "ana", agenda.ClosedWon, usd(12000), -30, ""),
		deal("Stark line", "Stark", "tomas", agenda.ClosedLost, usd(8000), -31, ""),
	}
}

func many(n int) []agenda.Deal {
	random := rand.New(rand.NewPCG(3, 4))
	list := make([]agenda.Deal, n)
	for i := range list {
		step := agenda.OpenSteps[random.IntN(len(agenda.OpenSteps))]
		list[i] = agenda.Deal{ID: fmt.Sprint("deal", i), Name: fmt.Sprintf("Rollout %05d", i), Account: fmt.Sprintf("Account %03d", random.IntN(900)), Owner: []string{"ana", "tomas"}[i%2],
			Stage: step.String(), Step: step, Status: agenda.Open, Amount: usd(random.Int64N(90000)), Close: monday + agenda.Date(random.IntN(150)-20), NextStep: "call", Probability: -1}
	}
	return list
}

// opened is the screen over some deals, with what its commands brought back.
func opened(t testing.TB, d *fakeDesk, view listing.View) *Screen {
	t.Helper()
	s := New(t.Context(), d, view, d.saved, "")
	drive(s, s.Init())
	return s
}

// drive runs a command and what follows, but for leaving the screen; it returns
// where that leads.
func drive(s *Screen, cmd tea.Cmd) (to tea.Msg) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
	case route.To, route.Back:
		return msg
	case tea.BatchMsg:
		for _, c := range msg {
			if went := drive(s, c); went != nil {
				to = went
			}
		}
	default:
		return drive(s, s.Update(msg))
	}
	return to
}

func press(s *Screen, names ...string) (to tea.Msg) {
	for _, name := range names {
		msg := tea.KeyPressMsg{Text: name, Code: []rune(name)[0]}
		for code, is := range map[rune]string{tea.KeyEnter: "enter", tea.KeyEscape: "esc", tea.KeyUp: "up", tea.KeyDown: "down", tea.KeyLeft: "left", tea.KeyRight: "right",
			tea.KeyPgDown: "pgdown", tea.KeyPgUp: "pgup", tea.KeyHome: "home", tea.KeyEnd: "end", tea.KeyBackspace: "backspace", tea.KeySpace: "space"} {
			if is == name {
				msg = tea.KeyPressMsg{Code: code}
			}
		}
		to = drive(s, s.Update(msg))
	}
	return to
}

func write(s *Screen, text string) {
	for _, r := range text {
		press(s, string(r))
	}
}

func frame(s *Screen, w, h int) string {
	s.View(w, h)
	drive(s, s.moved())
	lines, _, _, _ := s.View(w, h)
	var rows []string
	for _, l := range lines {
		rows = append(rows, strings.TrimRight(l.String(), " "))
	}
	return strings.Join(rows, "\n") + "\n"
}

var sizes = []struct{ w, h int }{{80, 24}, {120, 36}}

var scenes = []struct {
	name  string
	deals []agenda.Deal
	play  func(s *Screen)
}{
	{"open", few(), func(*Screen) {}},
	{"all-by-amount", few(), func(s *Screen) { press(s, "a"); drive(s, s.sortBy("amount")) }},
	{"filter", few(), func(s *Screen) { press(s, "/"); write(s, "青岚") }},
	{"no-fit", few(), func(s *Screen) { press(s, "/"); write(s, "zzz") }},
	{"by-owner", few(), func(s *Screen) { press(s, "g") }},
	{"by-stage-folded", few(), func(s *Screen) { press(s, "g", "g", "home", "enter") }},
	{"columns", few(), func(s *Screen) { press(s, "c", "down", "space", "right") }},
	{"sort", few(), func(s *Screen) { press(s, "s") }},
	{"save", few(), func(s *Screen) { press(s, "w"); write(s, "Iberia") }},
	{"deal", few(), func(s *Screen) { press(s, "down", "enter") }},
	{"help", few(), func(s *Screen) { press(s, "?") }},
	{"empty", nil, func(*Screen) {}},
	{"one", few()[:1], func(*Screen) {}},
	{"many", many(10_000), func(s *Screen) { press(s, "/"); write(s, "rollout 012 acc"); press(s, "enter", "end") }},
}

func TestScenes(t *testing.T) {
	for _, scene := range scenes {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%dx%d", scene.name, size.w, size.h), func(t *testing.T) {
				s := opened(t, &fakeDesk{deals: scene.deals}, listing.View{})
				s.View(size.w, size.h)
				scene.play(s)
				golden.RequireEqual(t, []byte(frame(s, size.w, size.h)))
			})
		}
	}
}

func TestColours(t *testing.T) {
	s := opened(t, &fakeDesk{deals: few()}, listing.View{})
	frame(s, 120, 36)
	lines, _, _, _ := s.View(120, 36)
	golden.RequireEqual(t, []byte(draw.NewTheme(true).Render(lines)))
}

// A frame is exactly as many lines and cells as the window has, at every size,
// and shows no control character, whatever names hold.
func TestFrameFitsEverySize(t *testing.T) {
	hostile := few()
	hostile[0].Name = "Rollout \x1b[2J\x1b]0;owned\a of \u202etxet\u202c 家\u200d族 👩‍🔬 e\u0301\u0301\u0301\u0301\u0301\u0301\r\n" + strings.Repeat("很长", 80)
	hostile[1].Account, hostile[1].Stage = strings.Repeat("Wolfeschlegelsteinhausenbergerdorff ", 5), strings.Repeat("阶段", 30)
	for _, scene := range scenes {
		if scene.deals != nil && len(scene.deals) < 100 {
			scene.deals = hostile
		}
		s := opened(t, &fakeDesk{deals: scene.deals}, listing.View{})
		s.View(100, 30)
		scene.play(s)
		for w := page.LeastWidth; w < 190; w += 13 {
			for h := page.LeastHeight; h < 60; h += 9 {
				frame(s, w, h)
				lines, x, y, typing := s.View(w, h)
				if len(lines) != h {
					t.Fatalf("%s, %d×%d: %d lines", scene.name, w, h, len(lines))
				}
				for i, l := range lines {
					if l.Width() != w || strings.ContainsFunc(l.String(), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
						t.Fatalf("%s, %d×%d: line %d is %d wide: %q", scene.name, w, h, i, l.Width(), l.String())
					}
				}
				if typing && (x < 0 || x >= w || y < 0 || y >= h) {
					t.Fatalf("%s, %d×%d: the cursor stands at %d,%d", scene.name, w, h, x, y)
				}
			}
		}
	}
}

func tables() map[string][]key {
	return map[string][]key{"list": listKeys(), "deal": deepKeys(), "filter": filterKeys(), "name": namingKeys(), "choice": (&choice{items: make([]item, 1)}).keys()}
}

func TestKeys(t *testing.T) {
	for place, table := range tables() {
		keystest.Check(t, place, table)
	}
}

func TestFilter(t *testing.T) {
	s := opened(t, &fakeDesk{deals: few()}, listing.View{})
	press(s, "/")
	write(s, "warehouse x")
	if got := frame(s, 80, 24); !strings.Contains(got, "No deal fits “warehouse x”") {
		t.Error(got)
	}
	press(s, "backspace", "backspace")
	if s.found.Count != 1 || s.dealAt() != few()[2].ID {
		t.Errorf("%d deals, the cursor on %q", s.found.Count, s.dealAt())
	}
	press(s, "enter")
	if to := press(s, "esc"); to != nil || s.view.Filter != "" || s.found.Count != 5 {
		t.Errorf("esc leads to %v, with %d deals", to, s.found.Count)
	}
	if to := press(s, "esc"); to != (route.Back{}) {
		t.Errorf("esc leads to %v", to)
	}
}

// A key overtakes the answer to the one before.
func TestANewerKeyOvertakes(t *testing.T) {
	s := opened(t, &fakeDesk{deals: many(2000)}, listing.View{})
	s.startFilter()
	slow := s.filter("rollout 00001")
	quick := s.filter("rollout 00002")
	late := slow().(foundMsg)
	if late.found != nil {
		t.Error("the first key's answer was made though nobody waits for it")
	}
	drive(s, quick)
	s.Update(late)
	if s.found.Count == 0 || !strings.Contains(frame(s, 80, 24), "Rollout 00002") {
		t.Errorf("%d found", s.found.Count)
	}
}

func TestTheCursorStaysWithItsDeal(t *testing.T) {
	d := &fakeDesk{deals: few()}
	s := opened(t, d, listing.View{})
	frame(s, 120, 36)
	press(s, "down", "down")
	was := s.dealAt()
	for _, change := range []func(){
		func() { drive(s, s.sortBy("amount")) }, func() { press(s, "g") }, func() { press(s, "a") },
		func() { drive(s, s.Update(route.Again{})) },
		func() {
			d.deals = append([]agenda.Deal{{ID: "new", Name: "New", Status: agenda.Open}}, d.deals...)
			drive(s, s.Update(route.Again{}))
		},
	} {
		change()
		if got := s.dealAt(); got != was {
			t.Errorf("the cursor went from %q to %q", was, got)
		}
	}
}

// What is read first is on the screen while the rest is read; then the cursor
// stays where somebody put it.
func TestMoreDealsThanCanBeReadAtOnce(t *testing.T) {
	d := &fakeDesk{deals: many(50), slow: true}
	s := New(t.Context(), d, listing.View{}, nil, "")
	rest := s.Update(s.Init()())
	batch := rest().(tea.BatchMsg)
	drive(s, batch[0])
	if got := frame(s, 80, 24); !strings.Contains(got, "Rollout 00002") || !strings.Contains(got, "reading the rest") {
		t.Error(got)
	}
	press(s, "down")
	was := s.dealAt()
	drive(s, batch[1])
	if s.found.Count != 50 || s.dealAt() != was {
		t.Errorf("%d deals, the cursor on %q instead of %q", s.found.Count, s.dealAt(), was)
	}
}

// Columns, order and groups are as they were the next time; the filter is not.
func TestRemembered(t *testing.T) {
	d := &fakeDesk{deals: few()}
	s := opened(t, d, listing.View{Rep: "ana"})
	press(s, "/")
	write(s, "roll")
	press(s, "enter", "c", "down", "space", "esc", "g", "a")
	drive(s, s.sortBy("close"))
	want := listing.View{Columns: []string{"deal", "stage", "amount", "close", "why"}, Sort: "close", Group: "owner", All: true}
	if fmt.Sprint(d.last) != fmt.Sprint(want) {
		t.Errorf("%+v, not %+v", d.last, want)
	}
}

func TestSavedFilters(t *testing.T) {
	d := &fakeDesk{deals: few()}
	s := opened(t, d, listing.View{})
	press(s, "f")
	if got := frame(s, 80, 24); !strings.Contains(got, "Nothing is saved yet") {
		t.Error(got)
	}
	press(s, "/")
	write(s, "stage:prop")
	press(s, "enter", "w", "backspace")
	write(s, "!")
	press(s, "enter", "esc", "f", "enter")
	if len(d.saved) != 1 || d.saved[0].Name != "stage:pro!" || s.found.Count != 1 {
		t.Errorf("saved %+v, %d found", d.saved, s.found.Count)
	}
	press(s, "f", "d")
	if len(d.saved) != 0 {
		t.Error("it is not deleted")
	}
}

func TestMouse(t *testing.T) {
	s := opened(t, &fakeDesk{deals: few()}, listing.View{})
	frame(s, 120, 36)
	click := func(x, y int) { drive(s, s.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})) }
	click(4, 4)
	if s.table.At != 2 {
		t.Errorf("a click on the third deal marks number %d", s.table.At+1)
	}
	click(4, 4)
	if !s.panel.deep {
		t.Error("a second click does not open it")
	}
	press(s, "esc")
	frame(s, 120, 36)
	click(4, 1)
	if s.view.Sort != "deal" {
		t.Errorf("a click on the first head sorts by %q", s.view.Sort)
	}
	s.table.GoTo(0)
	drive(s, s.Update(tea.MouseWheelMsg{X: 4, Y: 9, Button: tea.MouseWheelDown}))
	if s.table.At != 3 {
		t.Errorf("the wheel leaves the cursor at %d", s.table.At)
	}
	frame(s, 120, 18)
	drive(s, s.Update(tea.MouseWheelMsg{X: 110, Y: 9, Button: tea.MouseWheelDown}))
	if s.table.At != 3 || s.panel.top == 0 {
		t.Error("the wheel over the panel does not scroll it")
	}
}

func TestReview(t *testing.T) {
	s := opened(t, &fakeDesk{deals: few()}, listing.View{})
	if to := press(s, "r"); to != (route.To{Place: route.Review, Rep: "ana"}) {
		t.Errorf("%+v", to)
	}
	press(s, "end", "r")
	if got := frame(s, 80, 24); !strings.Contains(got, "Nobody owns this deal") {
		t.Error(got)
	}
}

// Going down the list quickly reads no dossier but the last.
func TestDossiersAreReadAtRest(t *testing.T) {
	d := &fakeDesk{deals: few()}
	s := opened(t, d, listing.View{})
	frame(s, 120, 36)
	before := d.reads
	var cmds []tea.Cmd
	for range 4 {
		cmds = append(cmds, s.Update(tea.KeyPressMsg{Code: tea.KeyDown}))
	}
	for _, cmd := range cmds {
		drive(s, cmd)
	}
	if d.reads != before+1 {
		t.Errorf("%d dossiers were read", d.reads-before)
	}
}

func TestTrouble(t *testing.T) {
	s := opened(t, &fakeDesk{err: errors.New("the disk is full")}, listing.View{})
	if got := frame(s, 80, 24); !strings.Contains(got, "The disk is full") {
		t.Error(got)
	}
	press(s, "/", "enter", "r", "down", "g")
	s = opened(t, &fakeDesk{deals: few()}, listing.View{})
	frame(s, 120, 36)
	s.desk.(*fakeDesk).deals = nil
	press(s, "down")
	if got := frame(s, 120, 36); !strings.Contains(got, "not there any more") {
		t.Error(got)
	}
}

// BenchmarkOpen draws the first table of so many deals; see also the whole
// program's in cmd/halfhour.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		d := &fakeDesk{deals: many(n)}
		list, _, _ := d.Deals(context.Background(), "", false)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s := New(context.Background(), d, listing.View{}, nil, "")
				cmd := s.take(listMsg{list: list, all: true})
				s.Update(cmd())
				s.View(120, 36)
			}
		})
	}
}

// Before the deals have been read no key says what is among them, nor once they
// could not be.
func TestKeysBeforeTheDealsAreRead(t *testing.T) {
	d := &fakeDesk{deals: few()}
	s := New(t.Context(), d, listing.View{}, nil, "")
	for _, name := range []string{"down", "enter", "s", "r"} {
		press(s, name)
		if got := frame(s, 120, 36); !strings.Contains(got, page.Reading) {
			t.Errorf("%s says\n%s", name, got)
		}
	}
	drive(s, s.Init())
	if got := frame(s, 120, 36); strings.Contains(got, page.Reading) {
		t.Errorf("they have been read:\n%s", got)
	}
	s = opened(t, &fakeDesk{err: errors.New("the disk is gone")}, listing.View{})
	press(s, "down")
	if got := frame(s, 120, 36); strings.Contains(got, page.Reading) || strings.Contains(got, "no deal") {
		t.Errorf("they were not read:\n%s", got)
	}
}
