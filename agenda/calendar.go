package agenda

import (
	"slices"
	"time"
)

// Calendar is how a team counts its time: which days it works, when its weeks
// and quarters begin, when a manager follows up. The zero Calendar works from
// Monday to Friday without holidays, with weeks from Monday, quarters from
// January and follow-ups on Fridays; so does a field that is zero.
type Calendar struct {
	FirstDay    *time.Weekday // of a week
	Working     []time.Weekday
	Holidays    []Date     // days without work, in order
	FirstMonth  time.Month // of a year, and so of its first quarter
	FollowUpDay *time.Weekday
}

var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// works has true for each working day of the week.
func (c Calendar) works() (days [7]bool) {
	working := c.Working
	if len(working) == 0 {
		working = weekdays
	}
	for _, day := range working {
		days[day] = true
	}
	return days
}

// Works says whether a day is neither a weekend's nor a holiday.
func (c Calendar) Works(d Date) bool {
	_, holiday := slices.BinarySearch(c.Holidays, d)
	return !holiday && c.works()[d.Weekday()]
}

// BusinessDays counts the working days in (from, to]; 0 when to is not later.
func (c Calendar) BusinessDays(from, to Date) int {
	if to <= from {
		return 0
	}
	works := c.works()
	perWeek := 0
	for _, does := range works {
		if does {
			perWeek++
		}
	}
	weeks := int(to-from) / 7
	count := weeks * perWeek
	weekday := int(from.Weekday())
	for i := 1; i <= int(to-from)%7; i++ {
		if works[(weekday+i)%7] {
			count++
		}
	}
	first, _ := slices.BinarySearch(c.Holidays, from+1)
	for _, holiday := range c.Holidays[first:] {
		if holiday > to {
			break
		}
		if works[holiday.Weekday()] {
			count--
		}
	}
	return count
}

// WeekOf returns the first day of the week that d is in.
func (c Calendar) WeekOf(d Date) Date {
	first := time.Monday
	if c.FirstDay != nil {
		first = *c.FirstDay
	}
	return d - Date((int(d.Weekday())-int(first)+7)%7)
}

// FollowUpBy returns when the manager's follow-up of a review held on d is due:
// the follow-up day of that week, or of the next one when that leaves no day. A
// day off moves it to the working day before, if one is left.
func (c Calendar) FollowUpBy(d Date) Date {
	day := time.Friday
	if c.FollowUpDay != nil {
		day = *c.FollowUpDay
	}
	by := d.Next(day)
	for earlier := by; earlier > d; earlier-- {
		if c.Works(earlier) {
			return earlier
		}
	}
	return by
}

// Quarter returns the first day of the quarter that d is in, and of the next
// one.
func (c Calendar) Quarter(d Date) (from, next Date) {
	t := d.Time()
	into := (int(t.Month()) - int(max(c.FirstMonth, time.January)) + 12) % 3
	first := t.Month() - time.Month(into)
	return NewDate(t.Year(), first, 1), NewDate(t.Year(), first+3, 1)
}

// QuarterOf returns the first day of a quarter of a year, from 1 to 4, where
// the year is the one its first month is in.
func (c Calendar) QuarterOf(year, quarter int) Date {
	return NewDate(year, max(c.FirstMonth, time.January)+time.Month(3*(quarter-1)), 1)
}
