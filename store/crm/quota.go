package crm

import (
	"iter"
	"regexp"
	"strings"
	"sync"
	"time"

	"halfhour/agenda"
)

// Quota is one row of a file of quotas: what somebody is to win in a period.
type Quota struct {
	Line      int
	Owner     string // the CRM's id of the person or an e-mail address, "" when the file has only names
	OwnerName string
	From      agenda.Date
	Next      agenda.Date // the first day after the period; 0 when the file does not say
	Amount    agenda.Money
	Goal      string // its name, where the file has one
	Parent    string // the name of the goal that it is a part of
}

// Quotas yields the quotas of the file, as Rows does deals. Goals without an
// amount, and those of which something else than money is counted, are passed
// over. Quarters and years are those of the calendar.
func (f *File) Quotas() iter.Seq2[Quota, error] {
	return readRows(f, Quotas, func(r *rowReader, rec record) (q Quota, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return q, skip, bad
		}
		c := rec.cells
		for _, i := range r.columns[FieldMetric] {
			if countsThings().MatchString(cell(c, i)) {
				r.counts.Other++
				return q, true, nil
			}
		}
		q = Quota{Line: rec.line, Owner: r.reference(c, FieldOwner), OwnerName: r.text(c, FieldOwnerName),
			Goal: r.text(c, FieldGoal), Parent: r.text(c, FieldParentGoal)}
		if len(r.columns[FieldOwner])+len(r.columns[FieldOwnerName]) == 0 {
			q.OwnerName, q.Goal = q.Goal, "" // the only name is the person's
		}
		r.periodOf(&q, c)
		code, named := r.currencyOf(c)
		q.Amount = r.worth(c, r.amount, r.money, code, named)
		switch {
		case r.rejected != nil:
		case q.Owner == "" && q.OwnerName == "":
			r.rejected = &Rejected{Reason: "it does not say whose quota it is"}
		case q.From == 0:
			r.rejected = &Rejected{Reason: "it names no period"}
		case !q.Amount.Known():
			r.counts.Other++
			return q, true, nil
		}
		return q, false, r.rejected
	})
}

// countsThings matches what a goal counts when that is not money.
var countsThings = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(number|no\.|count|integer|decimal|quantity|units|calls|meetings|activities|e-?mails|deals|opportunities|leads)\b`)
})

func (r *rowReader) periodOf(q *Quota, c []string) {
	if q.From = r.date(c, r.column(c, FieldStart), true); q.From != 0 {
		if last := r.date(c, r.column(c, FieldEnd), true); last >= q.From {
			q.Next = last + 1
		}
		return
	}
	period, year := r.text(c, FieldPeriod), r.text(c, FieldYear)
	var ok bool
	if q.From, q.Next, ok = parsePeriod(period, year); !ok && r.rejected == nil {
		i := r.column(c, FieldPeriod)
		if i < 0 {
			i = r.column(c, FieldYear)
		}
		if i >= 0 {
			r.reject(i, "%q is no quarter, month or year", strings.TrimSpace(period+" "+year))
		}
	}
}

var (
	yearWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:\b|FY|年)((?:19|20)\d\d)(?:\D|$)|(?:FY|')\s?(\d\d)(?:\D|$)`)
	})
	quarterWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:q|quarter|quartal|trimestre|trim\.?|t|第)\s*([1-4一二三四])(?:\D|$)|(?:\b)([1-4])(?:st|nd|rd|th|er|e)?\s*(?:q|quarter|quartal|trimestre|t\b)`)
	})
	monthDigits = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\D*(?:(?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\D*$|^\D*(\d{1,2})\s*[-/.]\s*(?:(?:19|20)\d\d)\D*$`)
	})
)

// wholeYear are the words, folded, that a period may have beside its year.
var wholeYear = map[string]bool{"": true, "year": true, "fiscalyear": true, "annual": true, "yearly": true, "jahr": true, "ano": true, "annee": true, "年": true, "年度": true, "全年": true}

// parsePeriod reads a quarter, a month or a year: "Q3 2026", "Quarter 3" with
// the year "FY2026", "2026-07", "Jul 2026", "2026".
func parsePeriod(period, year string) (from, next agenda.Date, ok bool) {
	if len(period) > maxValue || len(year) > maxValue {
		return 0, 0, false
	}
	y := yearIn(period)
	if y == 0 {
		y = yearIn(year)
	}
	if y == 0 {
		return 0, 0, false
	}
	if m := quarterWord().FindStringSubmatch(period); m != nil {
		n := strings.Index("1234", m[1]+m[2])
		if n < 0 {
			n = strings.Index("一二三四", m[1]) / len("一")
		}
		first := time.Month(3*n + 1)
		return agenda.NewDate(y, first, 1), agenda.NewDate(y, first+3, 1), true
	}
	month := 0
	if m := monthDigits().FindStringSubmatch(period); m != nil {
		month = digits(m[1] + m[2])
	}
	for word := range strings.FieldsFuncSeq(period, func(r rune) bool { return strings.ContainsRune(" -/.,'年", r) }) {
		if n := monthNamed(word); n > 0 {
			month = n
		}
	}
	switch {
	case 1 <= month && month <= 12:
		return agenda.NewDate(y, time.Month(month), 1), agenda.NewDate(y, time.Month(month)+1, 1), true
	case month != 0 || !wholeYear[fold(yearWord().ReplaceAllString(period, ""))]:
		return 0, 0, false
	}
	return agenda.NewDate(y, time.January, 1), agenda.NewDate(y+1, time.January, 1), true
}

func yearIn(s string) int {
	m := yearWord().FindStringSubmatch(s)
	switch {
	case m == nil:
		return 0
	case m[1] != "":
		return digits(m[1])
	}
	return 2000 + digits(m[2])
}
