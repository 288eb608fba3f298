package agenda

import (
	"fmt"
	"time"
)

// Date is a calendar date without a time or zone: days since 0000-12-31 in the
// proleptic Gregorian calendar, so that 1 is 0001-01-01. The zero Date is no
// date. Subtracting two dates gives days.
type Date int32

const secondsPerDay = 24 * 60 * 60

var dayZero = time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC).Unix()

// NewDate returns the date of a year, month and day; values outside their
// usual ranges are normalised as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return Date((time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() - dayZero) / secondsPerDay)
}

// DateOf returns the calendar date of t in t's own location.
func DateOf(t time.Time) Date { return NewDate(t.Date()) }

// ParseDate reads YYYY-MM-DD and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is not a date like 2026-11-27", s)
	}
	return DateOf(t), nil
}

// Time returns midnight UTC of the date.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay+dayZero, 0).UTC() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Short returns the date as people write it beside now: "Fri 27 Nov", with the
// year added when it is not today's.
func (d Date) Short(today Date) string {
	if d == 0 {
		return ""
	}
	if d.Time().Year() != today.Time().Year() {
		return d.Time().Format("2 Jan 2006")
	}
	return d.Time().Format("Mon 2 Jan")
}

// Next returns the first date after d that falls on the week day.
func (d Date) Next(day time.Weekday) Date {
	ahead := (int(day) - int(d.Weekday()) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return d + Date(ahead)
}
