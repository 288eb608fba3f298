package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

func thousands(n int) string {
	return agenda.Money{Minor: int64(n) * 100, Currency: agenda.NoCurrency}.String()
}

// printReport says what came in.
func (p *program) printReport(e *export, r store.Report, today agenda.Date) {
	kind := e.file.Format()
	if crm := e.file.CRM(); crm != "" {
		kind += ", exported from " + crm
	}
	p.printf("%s: %s\n", safe.Line(filepath.Base(e.path)), safe.Line(kind))
	p.printf("%s rows read = %s imported + %s rejected + %s footer or blank\n",
		thousands(r.Read), thousands(r.Deals), thousands(r.Rejected), thousands(r.Footer))
	line := fmt.Sprintf("%s new, %s changed, %s unchanged", thousands(r.New), thousands(r.Changed), thousands(r.Unchanged))
	if r.Gone > 0 {
		line += fmt.Sprintf(", %s no longer in the export", thousands(r.Gone))
	}
	if r.Back > 0 {
		line += fmt.Sprintf(", %s back in the export", thousands(r.Back))
	}
	p.printf("%s\n", line)
	if changes := changeWords(r.Changes); len(changes) > 0 {
		p.printf("Since the last import: %s\n", strings.Join(changes, ", "))
	}
	if r.Import == 0 {
		p.printf("Nothing changed%s.\n", before(r, today))
	} else {
		p.printGroups("By owner", "nobody", byOpen(r.ByOwner))
		p.printGroups("By stage", "no stage", oneByName(r.ByStage))
	}
	p.printDuplicates(r)
	p.printUnread(e)
	if n := len(r.People); n > 0 {
		p.printf("\n%s: %s\n", counted(n, "new rep"), names(r.People, 8))
	}
	p.printNamed(r.Named)
	if r.Splits > 0 {
		p.printf("\n%s only another owner of the deal above it.\n", plural(r.Splits, "1 row names", thousands(r.Splits)+" rows name"))
	}
}

func before(r store.Report, today agenda.Date) string {
	if r.Before.IsZero() {
		return ""
	}
	at := r.Before.Local()
	return ": this very file came in on " + agenda.DateOf(at).Short(today) + " at " + at.Format("15:04")
}

func changeWords(c store.Changes) []string {
	var list []string
	add := func(n int, what string) {
		if n > 0 {
			list = append(list, thousands(n)+" "+what)
		}
	}
	add(c.Won, "won")
	add(c.Lost, "lost")
	add(c.Pushed, fmt.Sprintf("pushed (median %d days)", c.PushedMedianDays))
	add(c.PulledIn, "pulled in")
	add(c.Up, "up in amount")
	add(c.Down, "down in amount")
	add(c.MovedOn, "moved on a stage")
	add(c.MovedBack, "moved back a stage")
	return list
}

// byOpen puts the owners with the most open deals first.
func byOpen(groups []store.Group) []store.Group {
	groups = slices.Clone(groups)
	slices.SortStableFunc(groups, func(a, b store.Group) int { return cmp.Or(b.Open-a.Open, b.Deals-a.Deals) })
	return groups
}

// oneByName adds up the groups of one name: some CRMs have one stage for deals
// about to close, won and lost.
func oneByName(groups []store.Group) []store.Group {
	var list []store.Group
	for _, g := range groups {
		if i := slices.IndexFunc(list, func(other store.Group) bool { return other.Name == g.Name }); i >= 0 {
			list[i] = sum(list[i], g)
			continue
		}
		list = append(list, g)
	}
	return list
}

// sum adds a group to another.
func sum(a, b store.Group) store.Group {
	total := agenda.Totals{}
	for _, g := range []store.Group{a, b} {
		for _, m := range g.OpenTotal.List() {
			total.Add(m)
		}
	}
	a.Deals, a.Open, a.Won, a.Lost, a.OpenTotal = a.Deals+b.Deals, a.Open+b.Open, a.Won+b.Won, a.Lost+b.Lost, total
	return a
}

// mostGroups is how many owners or stages are shown a line each.
const mostGroups = 25

func (p *program) printGroups(title, unnamed string, groups []store.Group) {
	columns := []column{{head: title, least: 12}, {head: "deals", right: true}, {head: "open", right: true},
		{head: "won", right: true}, {head: "lost", right: true}, {head: "open amount", right: true, least: 11}}
	var rows [][]safe.Text
	add := func(name string, g store.Group) {
		rows = append(rows, []safe.Text{safe.Line(name), count(g.Deals), count(g.Open), count(g.Won), count(g.Lost), safe.Line(total(g))})
	}
	shown := groups[:min(len(groups), mostGroups)]
	for _, g := range shown {
		add(cmp.Or(g.Name, unnamed), g)
	}
	if rest := groups[len(shown):]; len(rest) > 0 {
		others := store.Group{}
		for _, g := range rest {
			others = sum(others, g)
		}
		add(fmt.Sprintf("%d others", len(rest)), others)
	}
	p.printf("\n")
	p.table(columns, rows)
}

func count(n int) safe.Text { return safe.Text(thousands(n)) }

func total(g store.Group) string {
	if len(g.OpenTotal) == 0 {
		return "-"
	}
	return g.OpenTotal.String()
}

func (p *program) printDuplicates(r store.Report) {
	if r.Duplicates == 0 {
		return
	}
	p.printf("\n%s of the same name, account and date as an earlier row, kept apart:\n", counted(r.Duplicates, "row"))
	for _, d := range r.DuplicateRows[:min(len(r.DuplicateRows), mostShown)] {
		p.printf("  line %d, as line %d: %s\n", d.Line, d.First, safe.Line(d.Name))
	}
}

// printUnread names the columns with cells that could not be read and matter
// little: the deals came in without them.
func (p *program) printUnread(e *export) {
	c := e.file.Counts()
	var list []string
	for header, n := range c.Unread {
		list = append(list, fmt.Sprintf("%s (%s)", safe.Line(header), thousands(n)))
	}
	slices.Sort(list)
	if len(list) > 0 {
		p.printf("\nCells that could not be read were left empty: %s\n", strings.Join(list, ", "))
	}
	if c.Cut > 0 {
		p.printf("\n%s longer than 64 KB cut.\n", counted(c.Cut, "cell"))
	}
}

// names lists people, some of them when there are many.
func names(people []agenda.Person, most int) safe.Text {
	var list []string
	for _, person := range people[:min(len(people), most)] {
		list = append(list, person.Name)
	}
	text := strings.Join(list, ", ")
	if more := len(people) - len(list); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return safe.Line(text)
}
