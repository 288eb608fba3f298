package crm

import (
	"strings"
	"time"

	"halfhour/agenda"
)

// order is how a date in digits is written.
type order byte

const (
	unsettled order = iota
	mdy
	dmy
	ymd // only matters for two-digit years: with four digits it is plain
)

var orders = map[string]order{"mdy": mdy, "dmy": dmy, "ymd": ymd}

// dateStyle is what a whole column says about its dates.
type dateStyle struct {
	order   order
	is1904  bool // serial numbers count from 1904 (old Excel for the Mac)
	serials bool // plain numbers are Excel serials
}

// parse reads a cell as a calendar date, as it is written: a time and a
// zone after it are passed over, never applied. ok is false for what is no
// date; an empty cell is no date and ok.
func (s dateStyle) parse(cell string) (d agenda.Date, ok bool) {
	cell = strings.TrimSpace(cell)
	if d, ok := isoDate(cell); ok {
		return d, true
	}
	if noValue(cell) || noDate(cell) {
		return 0, true
	}
	if len(cell) > maxValue {
		return 0, false
	}
	cell = halfWidth(cell)
	parts, ok := dateParts(cell)
	if !ok {
		return s.number(cell)
	}
	return parts.date(s.order)
}

// isoDate is the fast way for 2026-11-27 and 2026-11-27T…, 2026-11-27 ….
func isoDate(s string) (agenda.Date, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' || len(s) > 10 && s[10] != 'T' && s[10] != ' ' {
		return 0, false
	}
	y, m, d := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	if len(s) > 10 && !timeOfDay(s[11:]) {
		return 0, false
	}
	return validDate(y, m, d)
}

// digits reads a plain number of at most eight digits; -1 for anything else.
func digits(s string) int {
	if len(s) == 0 || len(s) > 8 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

var monthDays = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func validDate(y, m, d int) (agenda.Date, bool) {
	if y < 1 || m < 1 || m > 12 || d < 1 || d > monthDays[m] ||
		m == 2 && d == 29 && (y%4 != 0 || y%100 == 0 && y%400 != 0) {
		return 0, false
	}
	return agenda.NewDate(y, time.Month(m), d), true
}

// threeParts are the numbers of a date in the order they stand.
type threeParts struct {
	n         [3]int
	month     int // index of the part that was a month's name, -1 for none
	year      int // index of the part with four digits, -1 for none
	separator byte
}

// date resolves the parts; where only the order can tell, o does.
func (p threeParts) date(o order) (agenda.Date, bool) {
	year := func(i int) int {
		if i == p.year {
			return p.n[i]
		}
		return fullYear(p.n[i])
	}
	switch {
	case p.month == 0: // Sep 23, 2011
		return validDate(year(2), p.n[0], p.n[1])
	case p.month == 1 && p.year == 0: // 2011 Sep 23
		return validDate(p.n[0], p.n[1], p.n[2])
	case p.month == 1: // 23-Sep-11
		return validDate(year(2), p.n[1], p.n[0])
	case p.month == 2:
		return 0, false
	case p.year == 0 || p.year < 0 && o == ymd:
		return validDate(year(0), p.n[1], p.n[2])
	case p.year == 1:
		return 0, false
	case o == mdy || o == ymd:
		return validDate(year(2), p.n[0], p.n[1])
	case o == dmy:
		return validDate(year(2), p.n[1], p.n[0])
	}
	return 0, false
}

// orderly says whether only the column can tell the order of the parts.
func (p threeParts) orderly() bool { return p.month < 0 && p.year != 0 }

// fullYear completes a year of two digits as POSIX does: 69 to 99 are
// 1969 to 1999, 00 to 68 are 2000 to 2068.
func fullYear(n int) int {
	switch {
	case n >= 100:
		return n
	case n >= 69:
		return 1900 + n
	}
	return 2000 + n
}

// dateParts takes a date that starts the cell apart. After it may stand a time,
// a zone and a week day; before it a week day.
func dateParts(s string) (p threeParts, ok bool) {
	p.month, p.year = -1, -1
	s, era := withoutEra(strings.TrimLeft(s, "'\u200e\u200f"))
	for i := 0; i < 3; {
		word, rest := nextWord(s)
		if word == "" {
			return p, false
		}
		n, wide := partNumber(word)
		switch year := digits(word); {
		case i > 0:
		case era > 0 && year > 0:
			n, wide = era+year, true
		case len(word) == 3 && year > 90 && year < 200: // 115/11/03 is 2026 in Taiwan
			n, wide = 1911+year, true
		}
		switch {
		case n >= 0 && wide:
			if p.year >= 0 {
				return p, false
			}
			p.n[i], p.year = n, i
		case n >= 0:
			p.n[i] = n
		default:
			m := monthNamed(word)
			switch {
			case m > 0 && p.month < 0:
				p.n[i], p.month = m, i
			case m == 0 && (weekday(word) || i > 0 && particle(word)):
				s = skipSeparator(rest)
				continue
			default:
				return p, false
			}
		}
		i++
		if i == 3 {
			return p, dateTail(rest)
		}
		if len(rest) == 0 {
			return p, false
		}
		if p.separator == 0 {
			p.separator = rest[0]
		}
		s = skipSeparator(rest)
	}
	return p, true
}

// withoutEra cuts the name of an era off the front; its years count from the
// one that is returned.
func withoutEra(s string) (rest string, before int) {
	for _, era := range []struct {
		name   string
		before int
	}{{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911}} {
		if rest, ok := strings.CutPrefix(s, era.name); ok {
			if first, ok := strings.CutPrefix(rest, "元"); ok {
				rest = "1" + first
			}
			return rest, era.before
		}
	}
	return s, 0
}

// nextWord cuts a run of digits or of letters off the front.
func nextWord(s string) (word, rest string) {
	if s == "" {
		return "", ""
	}
	if isDigit(s[0]) {
		i := 1
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return s[:i], s[i:]
	}
	for i, r := range s {
		if strings.ContainsRune(" .,/-\t年月日년월일\u00a0", r) || r < 0x80 && isDigit(byte(r)) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// partNumber reads a day, a month or a year; wide for a year of four digits.
func partNumber(word string) (n int, wide bool) {
	if !isDigit(word[0]) {
		return -1, false
	}
	n = digits(word)
	if len(word) == 4 {
		return n, true
	}
	if len(word) > 2 {
		return -1, false
	}
	return n, false
}

// headerOrder is the order of dates that a header names: "Close Date
// (DD/MM/YYYY)".
func headerOrder(header string) order {
	_, tail := cutTail(header)
	switch tail = strings.ToLower(tail); {
	case strings.HasPrefix(tail, "dd"), strings.HasPrefix(tail, "d/m"), strings.HasPrefix(tail, "tt"), strings.HasPrefix(tail, "jj/"):
		return dmy
	case strings.HasPrefix(tail, "mm"), strings.HasPrefix(tail, "m/d"):
		return mdy
	}
	return unsettled
}

func skipSeparator(s string) string {
	return strings.TrimLeft(s, " .,/-\t年月日년월일\u00a0º°")
}

// dateTail says whether what follows a date may follow one.
func dateTail(s string) bool {
	s = strings.TrimLeft(s, "日号號일. ,T\t\u00a0")
	return s == "" || timeOfDay(s) || particle(strings.TrimRight(s, ". "))
}

// timeOfDay says whether s looks like a time with what may stand around it:
// 14:10, 7:42 AM, 00:00:00.000+0000, 下午3:20, 17:00 UTC, (Mon).
func timeOfDay(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" {
		return true
	}
	if len(s) > maxValue {
		return false
	}
	if clock := strings.IndexByte(s, ':'); clock > 0 && isDigit(s[clock-1]) {
		return true
	}
	if dotted := strings.Split(s, "."); len(dotted) > 2 && digits(dotted[0]) >= 0 && digits(dotted[1]) >= 0 { // 12.00.00.000000 AM
		return true
	}
	s = strings.Trim(s, "()（）")
	word, _ := nextWord(s)
	return weekday(word) || weekday(s) || len(s) == 2 && digits(s) >= 0 && digits(s) < 24
}

// noDate says whether a cell is a date that was never set: 0000-00-00 00:00:00,
// or words for it.
func noDate(s string) bool {
	switch strings.ToLower(s) {
	case "not set", "not closed", "open", "none set", "не закрыта", "не указана", "未关闭", "未成交", "未定", "未結案", "nicht gesetzt", "sin fecha", "sans date":
		return true
	}
	return len(s) >= 8 && s[0] == '0' && strings.Trim(s, "0-/.: TZ") == ""
}

// noValue says whether a cell stands for nothing.
func noValue(s string) bool {
	switch s {
	case "", "-", "--", "—", "–", "?", "n/a", "N/A", "NA", "#N/A", "n.a.", "null", "NULL", "Null",
		"none", "None", "NaN", "nan", "nil", "无", "暂无", "無", "(none)", "(blank)", "(empty)", "\\N", "TBD", "tbd", "未定",
		"false", "False", // Odoo's nothing
		"000000000000000", "000000000000000AAA", // Salesforce's
		"#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "undefined", "k.A.", "не указано", "未填写", "未設定", "なし":
		return true
	}
	return false
}
