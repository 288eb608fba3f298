package crm

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// instant reads a cell as a moment: a date with a time of day and a zone after
// it, as far as they are there; without a zone it is UTC's. ok is false for
// what is none; an empty cell is none and ok.
func (s dateStyle) instant(cell string) (t time.Time, ok bool) {
	cell = strings.TrimSpace(cell)
	if t, ok := isoInstant(cell); ok {
		return t, true
	}
	if _, plain := plainNumber(cell); plain {
		return s.instantNumber(cell)
	}
	d, ok := s.parse(cell)
	if !ok || d == 0 {
		return time.Time{}, ok
	}
	m := clockTime().FindStringSubmatch(cell)
	if m == nil {
		return d.Time(), true
	}
	hour, minute, second := digits(m[2]), digits(m[3]), max(digits(m[4]), 0)
	switch half := m[1] + strings.ToLower(strings.ReplaceAll(m[6], ".", "")); {
	case (half == "pm" || half == "下午") && hour < 12:
		hour += 12
	case (half == "am" || half == "上午") && hour == 12:
		hour = 0
	}
	if hour > 24 || minute > 59 || second > 60 {
		return d.Time(), true
	}
	t = d.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second)
	if part, err := strconv.ParseFloat("0."+m[5], 64); err == nil && m[5] != "" {
		t = t.Add(time.Duration(part*1000) * time.Millisecond)
	}
	return t.Add(-zone(m[7])), true
}

// isoInstant is the fast way for 2026-11-27T14:10:05.000+0000 and shorter forms.
func isoInstant(s string) (time.Time, bool) {
	if len(s) < 16 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' {
		return time.Time{}, false
	}
	d, ok := validDate(digits(s[:4]), digits(s[5:7]), digits(s[8:10]))
	hour, minute, second := digits(s[11:13]), digits(s[14:16]), 0
	s = s[16:]
	if len(s) >= 3 && s[0] == ':' {
		second = digits(s[1:3])
		s = s[3:]
	}
	if !ok || hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return time.Time{}, false
	}
	t := d.Time().Add(time.Duration(hour*3600+minute*60+second) * time.Second)
	if len(s) >= 4 && s[0] == '.' && digits(s[1:4]) >= 0 {
		t = t.Add(time.Duration(digits(s[1:4])) * time.Millisecond)
		s = strings.TrimLeft(s[4:], "0123456789")
	}
	switch {
	case s == "" || s == "Z":
		return t, true
	case (len(s) == 5 || len(s) == 6 && s[3] == ':') && (s[0] == '+' || s[0] == '-') && digits(s[1:3]) >= 0 && digits(s[len(s)-2:]) >= 0:
		return t.Add(-zone(s)), true
	}
	return time.Time{}, false
}

// clockTime is a time of day: half before it, hour, minute, second, fraction,
// half after it, zone.
var clockTime = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:(上午|下午)\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`)
})

// zone is how far a zone's clocks are ahead of UTC.
func zone(s string) time.Duration {
	if len(s) < 5 {
		return 0
	}
	hours, minutes := digits(s[1:3]), digits(s[len(s)-2:])
	ahead := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if s[0] == '-' {
		return -ahead
	}
	return ahead
}

// instantNumber reads moments that are one number, as dateStyle.number does
// dates.
func (s dateStyle) instantNumber(cell string) (time.Time, bool) {
	d, ok := s.number(cell)
	if !ok {
		return time.Time{}, false
	}
	f, err := strconv.ParseFloat(cell, 64)
	switch {
	case err != nil || len(cell) == 8 && f >= 19000101:
		return d.Time(), true
	case f < 200_000:
		_, part, _ := strings.Cut(cell, ".")
		day, _ := strconv.ParseFloat("0."+part+"0", 64)
		return d.Time().Add(time.Duration(day * float64(24*time.Hour)).Round(time.Second)), true
	case f < 1e11:
		return time.Unix(int64(f), 0).UTC(), true
	}
	return time.UnixMilli(int64(f)).UTC(), true
}
