package listing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// Column is something that a list can show of its deals, and be sorted by.
type Column struct {
	Name  string // as it is asked for
	Head  string
	About string
	Right bool // its values are numbers
	Width int  // cells that are enough for its values
	Least int  // cells that are enough where there is little room; 0: Width
	Down  bool // sorted by it, the largest comes first unless one asks otherwise
	// Text is what stands in the column: "" for what is not known.
	Text func(d Deal, today agenda.Date) string

	// number is what it is sorted by; known is false for what comes last.
	number func(l *List, r *row) (n int64, known bool)
	// order is what it is sorted by instead: a place in the alphabet for each
	// row, -1 for what comes last.
	order func(l *List) func(i int32) int32
}

// Usual are the columns of a list in which nobody has chosen others.
var Usual = []string{"deal", "account", "owner", "stage", "amount", "close", "why"}

// Columns are all there are.
var Columns = []Column{
	{Name: "deal", Head: "deal", Width: 40, Least: 18, About: "the deal's name",
		Text: func(d Deal, _ agenda.Date) string { return d.Name }, order: (*List).byName},
	{Name: "account", Head: "account", Width: 28, Least: 12, About: "whose deal it is at the buyer's",
		Text: func(d Deal, _ agenda.Date) string { return d.Account },
		order: func(l *List) func(int32) int32 {
			return byValue(&l.accounts, func(i int32) int32 { return l.rows[i].account })
		}},
	{Name: "owner", Head: "owner", Width: 20, Least: 10, About: "the rep",
		Text: func(d Deal, _ agenda.Date) string { return cmp.Or(d.Owner, "nobody") },
		order: func(l *List) func(int32) int32 {
			return byValue(&l.owners, func(i int32) int32 { return l.rows[i].owner })
		}},
	{Name: "stage", Head: "stage", Width: 16, Least: 10, About: "as the CRM names it",
		Text: func(d Deal, _ agenda.Date) string { return d.Stage },
		order: func(l *List) func(int32) int32 {
			return byValue(&l.stages, func(i int32) int32 { return l.rows[i].stage })
		}},
	{Name: "amount", Head: "amount", Width: 16, About: "in its own currency; sorted, the currencies stay apart", Right: true, Down: true,
		Text: func(d Deal, _ agenda.Date) string { return known(d.Amount.Known(), d.Amount.String()) },
		number: func(l *List, r *row) (int64, bool) {
			const apart = 1 << 56
			return r.amount - int64(r.currency)*apart, r.currency != 0
		}},
	{Name: "close", Head: "closes", Width: 11, About: "the close date; closed deals come last, the latest first",
		Text: func(d Deal, today agenda.Date) string { return d.Close.Short(today) },
		number: func(_ *List, r *row) (int64, bool) {
			const after = 1 << 32
			if r.status != open && r.closes != 0 {
				return after - int64(r.closes), true
			}
			return int64(r.closes), r.closes != 0
		}},
	{Name: "findings", Head: "findings", Width: 40, Least: 16, About: "what was found, the worst first", Down: true,
		Text:   func(d Deal, _ agenda.Date) string { return marks(d.Worst) + strings.Join(d.Wrong, ", ") },
		number: func(l *List, r *row) (int64, bool) { return l.severity(r), r.wrong != 0 }},
	{Name: "why", Head: "why", Width: 70, Least: 20, About: "why it needs the time; sorted, what needs it most comes first",
		Text:   func(d Deal, _ agenda.Date) string { return d.Why },
		number: func(_ *List, r *row) (int64, bool) { return int64(r.rank), true }},
	{Name: "days", Head: "in stage", Width: 8, About: "days in the stage", Right: true, Down: true,
		Text:   func(d Deal, today agenda.Date) string { return days(d.StageSince, today) },
		number: func(_ *List, r *row) (int64, bool) { return -int64(r.since), r.since != 0 }},
	{Name: "age", Head: "age", Width: 7, About: "days since it was created", Right: true, Down: true,
		Text:   func(d Deal, today agenda.Date) string { return days(d.Created, today) },
		number: func(_ *List, r *row) (int64, bool) { return -int64(r.created), r.created != 0 }},
	{Name: "touch", Head: "touched", Width: 7, About: "days since the last activity", Right: true, Down: true,
		Text:   func(d Deal, today agenda.Date) string { return days(d.LastActivity, today) },
		number: func(_ *List, r *row) (int64, bool) { return -int64(r.last), r.last != 0 }},
	{Name: "step", Head: "next step", Width: 40, Least: 14, About: "what comes next",
		Text: func(d Deal, _ agenda.Date) string { return d.NextStep }, order: (*List).byStep},
	{Name: "stepdate", Head: "step on", Width: 11, About: "the next step's date",
		Text:   func(d Deal, today agenda.Date) string { return d.NextStepDate.Short(today) },
		number: func(_ *List, r *row) (int64, bool) { return int64(r.nextOn), r.nextOn != 0 }},
	{Name: "pushes", Head: "pushed", Width: 12, About: "how often the close date moved later, and by how many days", Right: true, Down: true,
		Text: func(d Deal, _ agenda.Date) string {
			return known(d.Pushes > 0, fmt.Sprintf("%d× +%s d", d.Pushes, agenda.Count(d.PushedDays)))
		},
		number: func(_ *List, r *row) (int64, bool) { return int64(r.pushes)<<32 + int64(r.pushed), r.pushes != 0 }},
	{Name: "chance", Head: "chance", Width: 6, About: "the CRM's probability", Right: true, Down: true,
		Text: func(d Deal, _ agenda.Date) string {
			return known(d.Probability >= 0, fmt.Sprintf("%d %%", d.Probability))
		},
		number: func(_ *List, r *row) (int64, bool) { return int64(r.chance), r.chance >= 0 }},
	{Name: "forecast", Head: "forecast", Width: 12, Least: 6, About: "the forecast category",
		Text: func(d Deal, _ agenda.Date) string { return d.Forecast },
		order: func(l *List) func(int32) int32 {
			return byValue(&l.forecasts, func(i int32) int32 { return l.rows[i].forecast })
		}},
	{Name: "created", Head: "created", Width: 11, About: "when it was created",
		Text:   func(d Deal, today agenda.Date) string { return d.Created.Short(today) },
		number: func(_ *List, r *row) (int64, bool) { return int64(r.created), r.created != 0 }},
	{Name: "status", Head: "status", Width: 6, About: "open, won, lost, or gone from the exports",
		Text:   func(d Deal, _ agenda.Date) string { return d.Status },
		number: func(_ *List, r *row) (int64, bool) { return int64(r.status), true }},
}

// ColumnNamed returns a column.
func ColumnNamed(name string) (Column, bool) {
	i := slices.IndexFunc(Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return Columns[i], true
}

// Shown returns the columns of a view. Those that this list does not know are
// left out: a newer halfhour may have chosen them.
func (v View) Shown() []Column {
	names := v.Columns
	if len(names) == 0 {
		names = Usual
	}
	var list []Column
	for _, name := range names {
		if c, ok := ColumnNamed(name); ok {
			list = append(list, c)
		}
	}
	return list
}

// ColumnNames lists what columns can be asked for.
func ColumnNames() []string {
	names := make([]string, len(Columns))
	for i, c := range Columns {
		names[i] = c.Name
	}
	return names
}

func known(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

func days(since, today agenda.Date) string {
	if since == 0 {
		return ""
	}
	return agenda.Count(int(today-since)) + " d"
}

func marks(worst int) string {
	if worst == 0 {
		return ""
	}
	return strings.Repeat("▲", worst) + strings.Repeat(" ", 4-worst)
}

// severity orders findings: the worst first, then how many there are.
func (l *List) severity(r *row) int64 {
	text := l.wrongs.texts[r.wrong]
	if text == "" {
		return 0
	}
	return int64(text[0])<<8 + int64(strings.Count(text, " "))
}

func byValue(v *values, of func(i int32) int32) func(int32) int32 {
	order := v.order()
	return func(i int32) int32 {
		if at := of(i); at != 0 {
			return order[at]
		}
		return -1
	}
}

func (l *List) byName() func(int32) int32 {
	return l.alphabet(func(i int32) string { return l.text.string(l.rows[i].texts, theFolded) })
}

func (l *List) byStep() func(int32) int32 {
	return l.alphabet(func(i int32) string { return agenda.Fold(l.text.string(l.rows[i].texts, theNext)) })
}

// alphabet returns the place of each row by a text that most rows have to
// themselves.
func (l *List) alphabet(text func(i int32) string) func(int32) int32 {
	texts := make([]string, len(l.rows))
	by := make([]int32, len(l.rows))
	for i := range by {
		by[i], texts[i] = int32(i), text(int32(i))
	}
	slices.SortStableFunc(by, func(a, b int32) int { return strings.Compare(texts[a], texts[b]) })
	place := make([]int32, len(by))
	for n, i := range by {
		if place[i] = int32(n); texts[i] == "" {
			place[i] = -1
		}
	}
	return func(i int32) int32 { return place[i] }
}
