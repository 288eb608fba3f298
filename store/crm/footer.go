package crm

import (
	"slices"
	"strings"
)

// footer is the start of a row that is no deal.
type footer struct {
	words string // folded
	alone bool   // only numbers may follow
}

// isFooter says whether a row is one of the lines that reports put between and
// under their rows: it starts as the vocabulary says and names no stage and no
// close date, or it holds nothing but sums.
func (r *rowReader) isFooter(c []string) bool {
	first := slices.IndexFunc(c, func(s string) bool { return strings.TrimSpace(s) != "" })
	if r.kind != Deals {
		return filledCells(c) < 3 && r.v.footerWords(c[first])
	}
	stage := r.stage
	if stage < 0 {
		stage = r.status
	}
	switch {
	case first == stage && cell(c, r.name) == "" && cell(c, r.account) == "" && cell(c, r.id) == "":
		return r.v.footerWords(c[first])
	case cell(c, stage) != "" || cell(c, r.close) != "":
		return false
	}
	return r.v.footerWords(c[first]) || r.onlySums(c)
}

// footerWords says whether a cell starts a footer.
func (v *vocabulary) footerWords(cell string) bool {
	key := fold(cut(cell, 200))
	for _, f := range v.footers {
		rest, ok := strings.CutPrefix(key, f.words)
		if rest = strings.Trim(rest, "0123456789"); ok && (!f.alone || rest == "" || slices.Contains(countedWords, rest)) {
			return true
		}
	}
	return false
}

// countedWords may follow the number of rows in a footer: "Total (12 deals)".
var countedWords = []string{"records", "record", "rows", "deals", "deal", "opportunities", "items", "条", "筆", "件"}

// isRule says whether a row is a line under the header: |---|:---:|.
func isRule(c []string) bool {
	filled := 0
	for _, s := range c {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if len(s) < 2 || strings.Trim(s, "-=_:+") != "" {
			return false
		}
		filled++
	}
	return filled > 1
}

// onlySums says whether nothing names the deal of a row, nor anybody or
// anything else, and what stands in it are numbers.
func (r *rowReader) onlySums(c []string) bool {
	for _, column := range []int{r.id, r.name, r.account, r.product, r.owner} {
		if cell(c, column) != "" {
			return false
		}
	}
	return !slices.ContainsFunc(c, func(s string) bool {
		s = strings.TrimSpace(s)
		if noValue(s) || r.v.footerWords(s) {
			return false
		}
		_, _, isNumber := parseChance(s)
		_, isAmount := r.money.parse(s)
		return !isNumber && !isAmount
	})
}

// sameHeader says whether a row is the header again, as pages and joined files
// have it.
func sameHeader(header, c []string) bool {
	same := 0
	for i, s := range c {
		switch s = strings.TrimSpace(s); {
		case s == "":
		case i >= len(header) || s != strings.TrimSpace(header[i]):
			return false
		default:
			same++
		}
	}
	return same > 1
}
