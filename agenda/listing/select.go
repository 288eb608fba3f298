package listing

import (
	"cmp"
	"slices"
	"strings"

	"halfhour/agenda"
)

// View is what somebody wants to see of a list.
type View struct {
	Filter  string   `json:"filter,omitempty"`  // see Select
	Rep     string   `json:"rep,omitempty"`     // a Person's ID: the deals that they own or co-own
	Columns []string `json:"columns,omitempty"` // by name; none for the usual ones
	Sort    string   `json:"sort,omitempty"`    // a column's name, "-" before it for the other way round; "" for those that need the time most first
	Group   string   `json:"group,omitempty"`   // "owner", "stage" or ""
	All     bool     `json:"all,omitempty"`     // closed and gone ones too
}

// Saved is a view that somebody gave a name.
type Saved struct {
	Name string
	View View
}

// Groups are what deals can be grouped by, "" for nothing.
var Groups = []string{"", "owner", "stage"}

// Selection is what a View shows of a List.
type Selection struct {
	Lines  []Line
	Groups []Group // in their order; one without a name when there are no groups
	Count  int
	Total  agenda.Totals

	view  View
	terms []term
	base  []int32 // what the order and the scope leave, in order
	loose []int32 // those of base that can fit when the filter grows
}

// View returns what was asked for.
func (s *Selection) View() View { return s.view }

// Line is one line of a selection: a deal, or with a Deal below 0 the heading
// of a group.
type Line struct {
	Deal  int32
	Group int32
}

// Group is deals that have an owner or a stage in common.
type Group struct {
	Name  string
	Count int
	Total agenda.Totals
}

// Worth writes what the deals add up to, as far as that is known.
func (g Group) Worth() string {
	if len(g.Total) == 0 {
		return "no amount"
	}
	return g.Total.String()
}

// Select finds what a view shows. The words of its filter all have to fit:
// each fuzzily, letter by letter, in the deal's name, account, owner or stage,
// or as it stands in its findings. stage:prop looks in one column, "two words"
// as they stand, !word leaves out, is:won looks at the status.
//
// Without a sort, the deals that fit a filter best come first. Of before, an
// earlier selection of the same list or nil, it uses what it can. It returns
// nil when stop says true, because nobody waits for it any more.
func (l *List) Select(v View, before *Selection, run Runner, stop func() bool) *Selection {
	s := &Selection{view: v, terms: terms(v.Filter)}
	if before != nil && before.view.Sort == v.Sort && before.scope() == s.scope() {
		s.base = before.base
	} else if s.base = l.ordered(s.scope(), v.Sort, stop); s.base == nil {
		return nil
	}
	from := s.base
	if before != nil && len(before.terms) > 0 && before.view.Sort == v.Sort && before.scope() == s.scope() && narrows(before.terms, s.terms) {
		from = before.loose
	}
	found := from
	if len(s.terms) > 0 {
		if found = l.fitting(s, from, v.Sort == "", run, stop); found == nil {
			return nil
		}
	}
	s.Count, s.Total = len(found), l.total(found)
	s.group(l, found, v.Group)
	return s
}

// scope is what a selection leaves out whatever is typed.
type scope struct {
	rep string
	all bool
}

func (s *Selection) scope() scope {
	asks := slices.ContainsFunc(s.terms, func(t term) bool { return t.in == "is" })
	return scope{s.view.Rep, s.view.All || asks}
}

// ordered returns the deals in an order, those that have nothing to be sorted
// by last. Equal ones come by need.
func (l *List) ordered(in scope, sort string, stop func() bool) []int32 {
	mine := l.owned(in.rep)
	list := make([]int32, 0, len(l.rows))
	for i := range l.rows {
		if r := &l.rows[i]; (in.all || r.status == open) && (mine == nil || mine[r.owner]) {
			list = append(list, int32(i))
		}
	}
	name, down := strings.CutPrefix(sort, "-")
	c, _ := ColumnNamed(cmp.Or(name, "why"))
	down = down != c.Down
	keys := make([]int64, len(l.rows))
	const last = 1<<63 - 1
	var order func(int32) int32
	if c.order != nil {
		order = c.order(l)
	}
	if stop() {
		return nil
	}
	for _, i := range list {
		var n int64
		has := false
		if order != nil {
			n = int64(order(i))
			has = n >= 0
		} else {
			n, has = c.number(l, &l.rows[i])
		}
		switch {
		case !has:
			keys[i] = last
		case down:
			keys[i] = -n
		default:
			keys[i] = n
		}
	}
	if stop() {
		return nil
	}
	slices.SortFunc(list, func(a, b int32) int {
		return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(l.rows[a].rank, l.rows[b].rank), cmp.Compare(a, b))
	})
	return list
}

// owned says which owners a person is among; nil for everybody's.
func (l *List) owned(rep string) []bool {
	if rep == "" {
		return nil
	}
	mine := make([]bool, len(l.people))
	for i, ids := range l.people {
		mine[i] = slices.Contains(ids, rep)
	}
	return mine
}

// fitting returns those of the deals that fit a selection's terms, the best
// first if asked, else in the order they come in; nil when it was stopped.
func (l *List) fitting(s *Selection, from []int32, best bool, run Runner, stop func() bool) []int32 {
	work := newSearch(l, s.terms, run)
	fits := make([]fit, len(from))
	inParts(len(from), run, func(first, end int) {
		slab := newSlab()
		for n := first; n < end; n++ {
			if n%2048 == 0 && stop() {
				return
			}
			fits[n] = work.row(from[n], slab)
		}
	})
	if stop() {
		return nil
	}
	found := make([]int32, 0, len(from))
	s.loose = make([]int32, 0, len(from))
	counts := map[int16]int{}
	for n, f := range fits {
		if f.loose {
			s.loose = append(s.loose, from[n])
		}
		if f.score > 0 {
			found = append(found, from[n])
			counts[f.score]++
		}
	}
	if !best {
		return found
	}
	return byScore(from, fits, counts, found)
}

// byScore puts the deals that fit best first; equal ones stay in their order.
func byScore(from []int32, fits []fit, counts map[int16]int, into []int32) []int32 {
	scores := make([]int16, 0, len(counts))
	for s := range counts {
		scores = append(scores, s)
	}
	slices.SortFunc(scores, func(a, b int16) int { return cmp.Compare(b, a) })
	at := make([]int32, 1<<15)
	next := 0
	for _, s := range scores {
		at[s] = int32(next)
		next += counts[s]
	}
	for n, f := range fits {
		if f.score > 0 {
			into[at[f.score]] = from[n]
			at[f.score]++
		}
	}
	return into
}

func (l *List) total(deals []int32) agenda.Totals {
	sums, some := make([]int64, len(l.currencies)), make([]bool, len(l.currencies))
	for _, i := range deals {
		r := &l.rows[i]
		sums[r.currency] += r.amount
		some[r.currency] = true
	}
	t := agenda.Totals{}
	for i, is := range some {
		if is && i > 0 {
			t[l.currencies[i]] = sums[i]
		}
	}
	return t
}

// group puts the deals into lines, under headings if asked: owners by name,
// stages by how far they are on the way.
func (s *Selection) group(l *List, found []int32, by string) {
	if by == "" {
		s.Lines = make([]Line, len(found))
		for n, i := range found {
			s.Lines[n].Deal = i
		}
		s.Groups = []Group{{Count: s.Count, Total: s.Total}}
		return
	}
	values, of := &l.owners, func(r *row) int32 { return l.first[r.owner] }
	if by == "stage" {
		values, of = &l.stages, func(r *row) int32 { return r.stage }
	}
	deals := make([][]int32, len(values.texts))
	for _, i := range found {
		at := of(&l.rows[i])
		deals[at] = append(deals[at], i)
	}
	order := values.order()
	if by == "stage" {
		order = l.way(order)
	}
	var used []int32
	for at, list := range deals {
		if len(list) > 0 {
			used = append(used, int32(at))
		}
	}
	slices.SortFunc(used, func(a, b int32) int { return cmp.Compare(order[a], order[b]) })
	s.Lines = make([]Line, 0, len(found)+len(used))
	for _, at := range used {
		g := int32(len(s.Groups))
		none := map[string]string{"owner": "nobody", "stage": "no stage"}[by]
		s.Groups = append(s.Groups, Group{cmp.Or(values.texts[at], none), len(deals[at]), l.total(deals[at])})
		s.Lines = append(s.Lines, Line{-1, g})
		for _, i := range deals[at] {
			s.Lines = append(s.Lines, Line{i, g})
		}
	}
}

// way orders stages by the standard step that their deals are in, then by name.
func (l *List) way(byName []int32) []int32 {
	order := slices.Clone(byName)
	for i, step := range l.steps {
		order[i] += int32(step) * int32(len(order))
	}
	return order
}

// Folded returns the selection's lines without the deals of some groups, named
// by their names.
func (s *Selection) Folded(shut map[string]bool) []Line {
	if len(shut) == 0 {
		return s.Lines
	}
	var lines []Line
	for _, line := range s.Lines {
		if line.Deal < 0 || !shut[s.Groups[line.Group].Name] {
			lines = append(lines, line)
		}
	}
	return lines
}
