package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

// printHead says what kind of file it was, and of when.
func (p *program) printHead(e *export) {
	kind := e.file.Format()
	if e.file.Kind() != crm.Deals {
		kind += ", " + string(e.file.Kind())
	}
	if crm := e.file.CRM(); crm != "" {
		kind += ", exported from " + crm
	}
	if e.date.from != "" && e.file.Kind() == crm.Deals {
		kind += fmt.Sprintf(", of %s, %s", e.date.day().Time().Format("2 Jan 2006"), e.date.from)
	}
	p.printf("%s: %s\n", safe.Line(e.source.name), safe.Line(kind))
}

// printEquation says that no row was lost, and what those are that stand for
// nothing in the file.
func (p *program) printEquation(e *export, read, imported, rejected, footer int) {
	p.printf("%s rows read = %s imported + %s rejected + %s footer or blank\n",
		agenda.Count(read), agenda.Count(imported), agenda.Count(rejected), agenda.Count(footer))
	c := e.file.Counts()
	var list []string
	if c.Deleted > 0 {
		list = append(list, agenda.Count(c.Deleted)+" that the CRM marks deleted")
	}
	if c.Other > 0 {
		about := "about something else than " + string(e.file.Kind())
		if e.file.Kind() == crm.History {
			about = "about neither stage nor close date nor amount"
		}
		list = append(list, agenda.Count(c.Other)+" "+about)
	}
	if len(list) > 0 {
		p.printf("Of the footer: %s.\n", inWords(list))
	}
}

// printReport says what came in.
func (p *program) printReport(j *job, e *export, r store.Report) {
	p.printHead(e)
	p.printColumns(e)
	p.printEquation(e, r.Read, r.Deals, r.Rejected, r.Footer)
	p.printf("%s\n", summary(r))
	if r.Older > 0 {
		p.printf("%s older than what is known (%s of %s): no newer fact was changed, the history before it was filled in.\n",
			plural(r.Older, "1 row is", agenda.Count(r.Older)+" rows are"), safe.Line(cmp.Or(e.last.Name, "an export")), e.lastDay(j.today))
	}
	if r.Import == 0 {
		p.printf("Nothing changed%s.\n", before(r, j.today))
	} else {
		p.printGroups("By owner", "nobody", byOpen(r.ByOwner))
		p.printGroups("By stage", "no stage", oneByName(r.ByStage))
	}
	j.sayMissing(e, r)
	p.printUnplaced(e)
	if r.Splits > 0 {
		p.printf("\n%s only another owner of the deal above it.\n", plural(r.Splits, "1 row names", agenda.Count(r.Splits)+" rows name"))
	}
	p.printDuplicates(r)
	p.printUnread(e)
	if n := len(r.People); n > 0 {
		p.printf("\n%s: %s\n", agenda.Counted(n, "new rep"), names(r.People, 8))
	}
	p.printNamed(r.Named)
}

func (e *export) lastDay(today agenda.Date) string {
	if e.last.AsOf.IsZero() {
		return "a later day"
	}
	return agenda.DateOf(e.last.AsOf.Local()).Short(today)
}

func before(r store.Report, today agenda.Date) string {
	if r.Before.IsZero() {
		return ""
	}
	at := r.Before.Local()
	return ": this very file came in on " + agenda.DateOf(at).Short(today) + " at " + at.Format("15:04")
}

// printObjects says what a file beside deals told.
func (p *program) printObjects(e *export, r store.ObjectReport) {
	p.printHead(e)
	p.printColumns(e)
	p.printEquation(e, r.Read, r.Imported, r.Rejected, r.Footer)
	var list []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{r.New, "new"}, {r.Changed, "changed"}, {r.Unchanged, "unchanged"}, {r.Waiting, "waiting for " + waitsFor(r.Kind)},
		{r.Rejected, plural(r.Rejected, "row not understood", "rows not understood")},
	} {
		if part.n > 0 {
			list = append(list, agenda.Count(part.n)+" "+part.what)
		}
	}
	if r.Deals > 0 {
		list = append(list, "about "+agenda.Counted(r.Deals, "deal"))
	}
	p.printf("%s\n", cmp.Or(strings.Join(list, " · "), "nothing to take in"))
	p.printUnread(e)
}

func waitsFor(k crm.Kind) string {
	if k == crm.Quotas {
		return "their person"
	}
	return "their deal"
}

// printColumns says what the columns were taken for.
func (p *program) printColumns(e *export) {
	var known, left []string
	for _, c := range e.file.Columns() {
		header := strings.TrimSpace(c.Header)
		switch {
		case header == "" || len(c.Samples) == 0 && c.Field == "" || strings.HasPrefix(header, "halfhour "):
		case c.Field == "":
			left = append(left, header)
		case strings.EqualFold(strings.ReplaceAll(header, "_", " "), labelIn(e.file.Kind(), c.Field)):
			known = append(known, header)
		default:
			known = append(known, header+" = "+labelIn(e.file.Kind(), c.Field))
		}
	}
	line := "Columns: " + strings.Join(known, ", ")
	if len(left) > 0 {
		const most = 12
		more := ""
		if n := len(left) - most; n > 0 {
			left, more = left[:most], fmt.Sprintf(" and %d more", n)
		}
		line += "; left out: " + strings.Join(left, ", ") + more
	}
	p.printf("%s\n", safe.Line(line))
	for _, c := range e.twins {
		p.printf("%s\n", safe.Line(fmt.Sprintf("%q comes more than once with different cells; the first was taken, --map '%s=...' takes another", c.Header, c.Name)))
	}
	if e.file.Kind() == crm.Deals && !e.holds(crm.FieldName) && !e.holds(crm.FieldProduct) && len(left) > 0 {
		p.printf("No column is known as the deal's name, so that deals have that of their account or id; --map 'Their Name=name' takes a column for it\n")
	}
}

// holds says whether a column was taken for a field.
func (e *export) holds(field string) bool {
	return slices.ContainsFunc(e.file.Columns(), func(c crm.Column) bool { return c.Field == field })
}

// printUnplaced names the stages that nobody could place, and how to.
func (p *program) printUnplaced(e *export) {
	if len(e.unplaced) == 0 {
		return
	}
	p.printf("\n%s of open deals without a place in the pipeline; say where they stand:\n", agenda.Counted(len(e.unplaced), "stage"))
	for _, u := range e.unplaced[:min(len(e.unplaced), mostShown)] {
		step := u.Proposed.String()
		if u.Proposed == agenda.NoStep {
			step = "..."
		}
		name := u.Stage
		if u.Pipeline != "" {
			name = u.Pipeline + "/" + name
		}
		p.printf("%s\n", safe.Line(fmt.Sprintf("  --stage %s   (%s)", shellWord(name+"="+step), agenda.Counted(u.Deals, "deal"))))
	}
	if more := len(e.unplaced) - mostShown; more > 0 {
		p.printf("  and %d more\n", more)
	}
}

func (p *program) printDuplicates(r store.Report) {
	if r.Duplicates == 0 {
		return
	}
	p.printf("\n%s of the same id, or the same name, account and date, as an earlier row, kept apart:\n", agenda.Counted(r.Duplicates, "row"))
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
		list = append(list, fmt.Sprintf("%s (%s)", safe.Line(header), agenda.Count(n)))
	}
	slices.Sort(list)
	if len(list) > 0 {
		p.printf("\nCells that could not be read were left empty: %s\n", strings.Join(list, ", "))
	}
	if c.Cut > 0 {
		p.printf("\n%s longer than 64 KB cut.\n", agenda.Counted(c.Cut, "cell"))
	}
}

// sayCurrency says what became of amounts that name no currency, or one of
// several.
func (p *program) sayCurrency(ctx context.Context, st *store.Store, e *export) error {
	if e.inHome > 0 {
		p.printf("\n%s with %s taken as %s, the home currency; --currency CODE says another.\n",
			agenda.Counted(e.inHome, "amount"), safe.Line(e.symbol), e.taken)
	}
	if e.plain == 0 {
		return nil
	}
	home, err := st.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	switch {
	case home != "":
		p.printf("\n%s without a currency taken as %s, the home currency.\n", agenda.Counted(e.plain, "amount"), home)
	default:
		why := "The file names no currency"
		if e.named > 0 {
			why = "Not every amount has a currency"
		}
		p.printf("\n%s and there is no home currency: %s %s.\nhalfhour --currency EUR people sets one, and they take it.\n",
			why, agenda.Counted(e.plain, "amount"), plural(e.plain, "stays a plain number", "stay plain numbers"))
	}
	return nil
}
