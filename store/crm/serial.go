package crm

import (
	"strconv"
	"time"

	"halfhour/agenda"
)

// number reads dates that are one number: 20261127, Excel serials, and seconds
// or milliseconds since 1970.
func (s dateStyle) number(cell string) (agenda.Date, bool) {
	if len(cell) == 8 {
		if n := digits(cell); n >= 19000101 {
			return validDate(n/10000, n/100%100, n%100)
		}
	}
	if _, plain := plainNumber(cell); !plain {
		return 0, false
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0, false
	}
	switch {
	case f >= 1 && f < 200_000 && s.serials:
		return serialDate(f, s.is1904), true
	case len(cell) == 10 && f >= 1e8:
		return agenda.DateOf(time.Unix(int64(f), 0).UTC()), true
	case len(cell) >= 12 && len(cell) <= 13 && f >= 1e11:
		return agenda.DateOf(time.UnixMilli(int64(f)).UTC()), true
	}
	return 0, false
}

// serialDate is Excel's day number. The 1900 system counts a 29 February 1900
// that never was, so that day 60 has no date and those before are one more.
func serialDate(f float64, is1904 bool) agenda.Date {
	days := agenda.Date(f)
	switch {
	case is1904:
		return agenda.NewDate(1904, time.January, 1) + days
	case days < 60:
		return agenda.NewDate(1899, time.December, 31) + days
	}
	return agenda.NewDate(1899, time.December, 30) + days
}
