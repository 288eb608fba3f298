package crm

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"halfhour/agenda"
)

// Rows yields the deals of the file in its order. A row that cannot be read is
// yielded as a *Rejected error, and the reading goes on; any other error ends
// it. Each call starts again, with fresh counts. A Deal's texts are its own.
func (f *File) Rows() iter.Seq2[Deal, error] {
	return func(yield func(Deal, error) bool) {
		f.counts = Counts{Unread: map[string]int{}}
		t, err := f.under()
		if err != nil {
			yield(Deal{}, fmt.Errorf("import %s: %w", f.name, err))
			return
		}
		defer t.close()
		r := newReader(f)
		for {
			rec, err := t.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Deal{}, fmt.Errorf("import %s: %w", f.name, err))
				return
			}
			f.counts.Read++
			deal, skip, bad := r.deal(rec)
			switch {
			case skip:
				f.counts.Footer++
				continue
			case bad != nil:
				f.counts.Rejected++
				bad.Line, bad.Cells = rec.line, slices.Clone(rec.cells)
				err = bad
			default:
				f.counts.Deals++
			}
			if !yield(deal, err) {
				return
			}
		}
	}
}

// rowReader turns rows into deals, and remembers what repeats.
type rowReader struct {
	*layout
	v          *vocabulary
	headers    []string
	counts     *Counts
	ragged     bool
	texts      map[string]string
	steps      map[string]agenda.Step
	statuses   map[string]agenda.Status
	currencies map[string]string
	rejected   *Rejected
}

// remembered bounds the maps of a rowReader, so that memory is flat in the
// number of rows whatever a column holds.
const remembered = 4096

func newReader(f *File) *rowReader {
	return &rowReader{
		layout: &f.layout, v: vocab(), headers: f.header.cells, counts: &f.counts, ragged: f.format.typed(),
		texts: map[string]string{}, steps: map[string]agenda.Step{},
		statuses: map[string]agenda.Status{}, currencies: map[string]string{},
	}
}

// deal reads one row. skip is true for a row that is no deal.
func (r *rowReader) deal(rec record) (d Deal, skip bool, bad *Rejected) {
	if rec.fault != "" {
		return d, false, &Rejected{Reason: rec.fault}
	}
	if r.mended {
		unquoteFormulas(rec.cells)
	}
	switch {
	case allBlank(rec.cells):
		return d, true, nil
	case r.isFooter(rec.cells):
		return d, true, nil
	}
	if reason := r.shape(rec.cells); reason != "" {
		return d, false, &Rejected{Reason: reason}
	}
	c := rec.cells
	if parseFlag(cell(c, r.isDeleted)) == yes {
		r.counts.Deleted++
		return d, true, nil
	}
	if otherRecord(cell(c, r.recordType)) {
		r.counts.Other++
		return d, true, nil
	}
	r.rejected = nil
	d.Line = rec.line
	r.words(&d, c)
	r.standing(&d, c)
	r.datesOf(&d, c)
	r.amountOf(&d, c)
	d.Probability = -1
	if s := cell(c, r.probability); s != "" {
		p, ok := chance(s, r.toOne)
		if d.Probability = p; !ok {
			r.counts.Unread[r.headers[r.probability]]++
		}
	}
	if d.Name == "" {
		return d, false, &Rejected{Reason: "it names no deal: name, account and id are all blank"}
	}
	return d, false, r.rejected
}

// otherRecord says whether a record type is one of something else than deals.
func otherRecord(cell string) bool {
	switch fold(cell) {
	case "lead", "meeting", "task", "event", "call", "email", "note", "contact", "account", "company", "person", "activity":
		return true
	}
	return false
}

// shape says what is wrong with the number of cells; "" for nothing.
func (r *rowReader) shape(cells []string) string {
	n := len(cells)
	switch {
	case n < r.width && !r.ragged:
		return fmt.Sprintf("only %d of %d cells", n, r.width)
	case n > r.width && !allBlank(cells[r.width:]):
		return fmt.Sprintf("%d cells, and the header has %d", n, r.width)
	case r.mended:
		return r.unmended(cells)
	}
	return ""
}

// words fills in what is kept as written.
func (r *rowReader) words(d *Deal, c []string) {
	d.ID = r.own(c, r.id)
	d.Name = r.own(c, r.name)
	d.Account = r.shared(c, r.account)
	d.Owner = r.shared(c, r.owner)
	d.Pipeline = r.shared(c, r.pipeline)
	d.Stage = r.shared(c, r.stage)
	d.ActivityKind = r.shared(c, r.activityKind)
	d.NextStep = r.own(c, r.nextStep)
	d.Forecast = r.shared(c, r.forecast)
	if d.Name == "" {
		product := r.shared(c, r.product)
		switch {
		case product != "" && d.Account != "":
			d.Name = product + " · " + d.Account
		case product != "":
			d.Name = product
		case d.Account != "":
			d.Name = d.Account
		default:
			d.Name = d.ID
		}
	}
	r.owners(d, c)
}

// owners takes the co-owners out of the owner's cell ("a; b") and adds those of
// columns of their own.
func (r *rowReader) owners(d *Deal, c []string) {
	if strings.Contains(d.Owner, ";") {
		d.CoOwners = splitNames(d.Owner)
		d.Owner = ""
		if len(d.CoOwners) > 0 {
			d.Owner, d.CoOwners = d.CoOwners[0], d.CoOwners[1:]
		}
	}
	for _, i := range r.coOwners {
		for _, name := range splitNames(r.own(c, i)) {
			if name != d.Owner && !slices.Contains(d.CoOwners, name) {
				d.CoOwners = append(d.CoOwners, name)
			}
		}
	}
}

func splitNames(s string) []string {
	var names []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			names = append(names, part)
		}
	}
	return names
}

func (r *rowReader) standing(d *Deal, c []string) {
	step, ok := r.steps[d.Stage]
	if !ok {
		step = r.v.stepOf(d.Stage)
		remember(r.steps, d.Stage, step)
	}
	var status agenda.Status
	if word := r.shared(c, r.status); word != "" {
		if status, ok = r.statuses[word]; !ok {
			status = r.v.statusWord(word)
			remember(r.statuses, word, status)
		}
	}
	d.Status, d.Step = standing(status,
		parseFlag(cell(c, r.isClosed)), parseFlag(cell(c, r.isWon)), parseFlag(cell(c, r.isLost)), step)
}

func (r *rowReader) datesOf(d *Deal, c []string) {
	d.Close = r.date(c, r.close, true)
	for _, column := range r.closeActuals {
		if actual := r.date(c, column, true); actual != 0 && d.Status != agenda.Open {
			d.Close = actual
			break
		}
	}
	d.Created = r.date(c, r.created, true)
	d.StageSince = r.date(c, r.stageSince, false)
	d.LastActivity = r.date(c, r.lastActivity, false)
	d.NextStepDate = r.date(c, r.nextStepDate, false)
}

// date reads a date cell. A cell that is none rejects the row where the date
// matters, and is counted elsewhere.
func (r *rowReader) date(c []string, column int, matters bool) agenda.Date {
	s := cell(c, column)
	if s == "" {
		return 0
	}
	date, ok := r.dates[column].parse(s)
	if !ok {
		if matters {
			r.reject(column, "%q is not a date", s)
		} else {
			r.counts.Unread[r.headers[column]]++
		}
	}
	return date
}

// amountOf reads the amount: of a closed deal what it brought, where that is
// known.
func (r *rowReader) amountOf(d *Deal, c []string) {
	code, named := r.currencyOf(c)
	d.Amount = r.worth(c, r.amount, r.money, code, named)
	if d.Status != agenda.Open {
		if actual := r.worth(c, r.amountActual, r.moneyActual, code, named); actual.Known() {
			d.Amount = actual
		}
	}
}

func (r *rowReader) worth(c []string, column int, style moneyStyle, code string, named bool) agenda.Money {
	s := cell(c, column)
	if noValue(s) {
		return agenda.Money{}
	}
	a, ok := style.parse(s)
	if !ok {
		r.reject(column, "%q is not an amount", s)
		return agenda.Money{}
	}
	switch {
	case a.codes == nil || slices.Contains(a.codes, code):
	case named:
		r.reject(column, "%q is not in the currency of its row, %s", s, code)
	case len(a.codes) == 1:
		code = a.codes[0]
	default:
		r.reject(column, "%q may be %s", s, anyOf(a.codes))
	}
	m, err := a.value.minor(code)
	if err != nil {
		r.reject(column, "%q: %v", s, err)
	}
	return m
}

// currencyOf returns the currency of a row's amounts, and whether a column
// names it.
func (r *rowReader) currencyOf(c []string) (code string, named bool) {
	s := cell(c, r.currency)
	if noValue(s) {
		return r.home, false
	}
	code, ok := r.currencies[s]
	if !ok {
		if codes := symbolCodes(s); len(codes) == 1 {
			code = codes[0]
		} else if slices.Contains(codes, r.home) {
			code = r.home
		}
		remember(r.currencies, strings.Clone(s), code)
	}
	if code == "" {
		r.reject(r.currency, "%q is not a currency that halfhour knows", s)
		return r.home, false
	}
	return code, true
}

// reject keeps the first fault of a row.
func (r *rowReader) reject(column int, format string, args ...any) {
	if r.rejected == nil {
		for i, a := range args {
			if s, ok := a.(string); ok {
				args[i] = cut(s, 80)
			}
		}
		r.rejected = &Rejected{Column: r.headers[column], Reason: fmt.Sprintf(format, args...)}
	}
}

// own returns a cell's text as a string of its own.
func (r *rowReader) own(c []string, column int) string { return strings.Clone(r.kept(c, column)) }

// shared returns a cell's text, one string for all rows that repeat it.
func (r *rowReader) shared(c []string, column int) string {
	s := r.kept(c, column)
	if s == "" {
		return ""
	}
	if known, ok := r.texts[s]; ok {
		return known
	}
	s = strings.Clone(s)
	remember(r.texts, s, s)
	return s
}

func (r *rowReader) kept(c []string, column int) string {
	s := cell(c, column)
	if len(s) > maxCell {
		r.counts.Cut++
		s = cut(s, maxCell)
	}
	return s
}

func remember[V any](m map[string]V, key string, value V) {
	if len(m) >= remembered {
		clear(m)
	}
	m[key] = value
}

// cell returns a column's text without the space around it, "" for a column
// that is not there.
func cell(c []string, column int) string {
	if column < 0 || column >= len(c) {
		return ""
	}
	return strings.TrimSpace(c[column])
}

func allBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// cut shortens a text to at most n bytes, between runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// isFooter says whether a row is one of the lines that reports put under their
// rows: it names no stage and starts as the vocabulary says.
func (r *rowReader) isFooter(c []string) bool {
	if cell(c, r.stage) != "" || r.stage < 0 && cell(c, r.status) != "" {
		return false
	}
	i := slices.IndexFunc(c, func(s string) bool { return strings.TrimSpace(s) != "" })
	key := fold(cut(c[i], 200))
	for _, f := range r.v.footers {
		rest, ok := strings.CutPrefix(key, f.words)
		if ok && (!f.alone || strings.Trim(rest, "0123456789") == "" || fold("records") == strings.Trim(rest, "0123456789")) {
			return true
		}
	}
	return false
}
