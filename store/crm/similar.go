package crm

import (
	"strings"
	"sync"
	"unicode"

	"halfhour/agenda"
)

// shortWords are how people shorten the words of headers.
var shortWords = map[string]string{
	"dt": "date", "amt": "amount", "val": "value", "acct": "account", "acc": "account", "opp": "opportunity", "oppty": "opportunity", "opty": "opportunity",
	"cust": "customer", "cli": "client", "co": "company", "org": "organization", "exp": "expected", "est": "estimated",
	"prob": "probability", "curr": "currency", "cur": "currency", "ccy": "currency", "desc": "description", "nm": "name", "stg": "stage",
	"own": "owner", "cls": "close", "clo": "close", "crtd": "created", "cre": "created", "mod": "modified", "lst": "last", "act": "activity",
	"nxt": "next", "stp": "step", "rev": "revenue", "salesrep": "owner", "no": "number", "num": "number", "pct": "probability", "ident": "id",
}

// words takes a header apart: at spaces and marks, and before capitals.
func words(header string) []string {
	var list []string
	start := true
	for i, r := range header {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			start = true
			continue
		case unicode.IsUpper(r) && i > 0 && !start:
			if last := list[len(list)-1]; last[len(last)-1] < 'A' || last[len(last)-1] > 'Z' {
				start = true
			}
		}
		if start {
			list = append(list, "")
			start = false
		}
		list[len(list)-1] += string(r)
	}
	for i, w := range list {
		list[i] = fold(w)
		if long := shortWords[list[i]]; long != "" {
			list[i] = long
		}
	}
	return list
}

// likeHeader says from 0 to 1 how much a header is like one that the
// vocabulary has for a field.
func likeHeader(header, field string) float64 {
	v := vocab()
	long := strings.Join(words(strings.TrimSuffix(header, "__c")), "")
	if len(long) > maxValue {
		return 0
	}
	plain := foldHeader(header)
	best := 0.0
	for _, text := range []string{plain, long} {
		if m, ok := v.headers[text]; ok && m.field == field {
			return 1
		}
	}
	bigrams := pairs(long)
	for _, known := range headersByField()[field] {
		if abs(float64(len(known)-len(long))) > float64(len(known)) {
			continue
		}
		if s := dice(bigrams, pairs(known)); s > best {
			best = s
		}
		if n := max(len(known), len(long)); n >= 5 && n <= 30 {
			if d := distance(known, long); d <= 2 {
				best = max(best, 1-float64(d)/float64(n))
			}
		}
	}
	return best
}

// headersByField lists the folded headers that the vocabulary has for each
// field of deals.
var headersByField = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for key, meaning := range vocab().headers {
		m[meaning.field] = append(m[meaning.field], key)
	}
	return m
})

// pairs are the pairs of neighbouring letters in a text.
func pairs(s string) map[[2]rune]int {
	r := []rune(s)
	m := make(map[[2]rune]int, len(r))
	for i := 1; i < len(r); i++ {
		m[[2]rune{r[i-1], r[i]}]++
	}
	return m
}

// dice is Dice's coefficient of two sets of pairs: 1 for the same ones, 0 for
// none in common.
func dice(a, b map[[2]rune]int) float64 {
	both, all := 0, 0
	for p, n := range a {
		both += min(n, b[p])
		all += n
	}
	for _, n := range b {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}

// distance counts the letters to change, leave out, put in or swap with a
// neighbour to make one text the other.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, row := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}

// shape is what the cells of a column look like, in shares from 0 to 1 of
// those that are filled.
type shape struct {
	n                                                        int
	dates, amounts, chances, texts, stages, statuses, flags  float64
	currencies, spaced, different, emails, long, figuresOnly float64
	people, steps                                            float64 // names of people; words for stages
}

func shapeOf(rows [][]string, column int) shape {
	var s shape
	seen := map[string]bool{}
	add := func(to *float64, yes bool) {
		if yes {
			*to++
		}
	}
	v := vocab()
	for _, row := range rows {
		c := cell(row, column)
		if c == "" {
			continue
		}
		s.n++
		seen[c] = true
		p, isDate := dateParts(c)
		if isDate {
			_, day := p.date(dmy)
			_, month := p.date(mdy)
			isDate = day || month
		}
		_, isAmount := moneyStyle{}.parse(c)
		n, _, isChance := parseChance(c)
		add(&s.dates, isDate)
		add(&s.amounts, isAmount && !isDate)
		add(&s.chances, isChance && n >= 0 && n <= 100)
		add(&s.figuresOnly, strings.Trim(c, "0123456789.,-") == "")
		add(&s.texts, strings.ContainsFunc(c, unicode.IsLetter) && !isDate && !isAmount)
		add(&s.stages, v.stepOf(c) != agenda.NoStep)
		add(&s.steps, proposeStep(c) != agenda.NoStep)
		add(&s.people, personal(c))
		add(&s.statuses, v.statusWord(c) != "")
		add(&s.flags, parseFlag(c) != blank)
		add(&s.currencies, len(symbolCodes(c)) > 0)
		add(&s.spaced, strings.ContainsAny(c, " \t"))
		add(&s.emails, strings.Count(c, "@") == 1 && !strings.Contains(c, " "))
		add(&s.long, len(c) > 60)
	}
	if s.n == 0 {
		return s
	}
	for _, x := range []*float64{&s.dates, &s.amounts, &s.chances, &s.texts, &s.stages, &s.statuses, &s.flags, &s.currencies, &s.spaced, &s.emails, &s.long, &s.figuresOnly, &s.people, &s.steps} {
		*x /= float64(s.n)
	}
	s.different = float64(len(seen)) / float64(s.n)
	return s
}

// personal says whether a cell looks like somebody's name: two or three words of
// letters that begin with a capital, or a few Chinese characters.
func personal(c string) bool {
	words := strings.Fields(c)
	if len(words) == 1 {
		r := []rune(c)
		return len(r) >= 2 && len(r) <= 4 && !strings.ContainsFunc(c, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
	}
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	for i, w := range words {
		r := []rune(w)
		last := i == 0 || i == len(words)-1
		if last && !unicode.IsUpper(r[0]) || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-'’.", r) }) {
			return false
		}
	}
	return true
}

// fits says from 0 to 1 how well a column's cells fit a field.
func (s shape) fits(field string) float64 {
	if s.n == 0 {
		return 0
	}
	repeats := 1.0 // few different values, as stages and owners have
	if s.n >= 10 && s.different > 0.5 {
		repeats = 0.4
	}
	switch field {
	case FieldClose, FieldCreated, FieldStageSince, FieldLastActivity, FieldNextStepDate, FieldModified:
		return s.dates
	case FieldAmount:
		return s.amounts * (1 - s.flags*0.5)
	case FieldProbability:
		return s.chances
	case FieldCurrency:
		return s.currencies
	case FieldIsClosed, FieldIsWon, FieldIsLost, FieldIsDeleted:
		return s.flags
	case FieldStatus:
		return max(s.statuses, s.texts*repeats*0.5)
	case FieldStage:
		return max(s.stages, s.texts*repeats*(0.6+0.3*s.steps)*(1-s.long)*(1-s.emails)*(1-0.7*s.people))
	case FieldName:
		return s.texts * (0.5 + 0.5*s.different) * (1 - s.emails) * (1 - s.currencies) * (1 - 0.5*s.people) * (1 - 0.5*s.steps)
	case FieldAccount, FieldProduct, FieldPipeline:
		return s.texts * (1 - s.emails) * (1 - s.long) * (1 - s.currencies)
	case FieldOwner, FieldCoOwner:
		return max(s.texts*repeats*(0.6+0.4*s.people), s.emails) * (1 - s.long) * (1 - s.stages) * (1 - s.currencies)
	case FieldID:
		return s.different * (1 - s.spaced) * (1 - s.dates)
	case FieldNextStep, FieldForecast, FieldActivityKind, FieldRecordType:
		return s.texts
	}
	return 0
}
