package agenda

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseDue reads a due date as people type it, seen from today:
//
//	fri, friday, next fri     the first such day after today
//	today, tod, tomorrow, tom
//	+3d, 3d, +2w, 2w, +1m     days, weeks or months from today
//	25 nov, wed 25 nov, 25.11. the first such date that is not before today
//	25 november 2026, 25.11.2026, 2026-11-27
//	eow, eom                  the Friday of this week, the end of this month
//
// Capitals do not matter, and nothing else may stand beside it. Only a date
// with its year can be a past one: whether that is meant is for the caller to
// ask. A month from the 31st is the last day of a shorter month.
func ParseDue(s string, today Date) (Date, error) {
	words := strings.Fields(strings.ToLower(s))
	due := Date(0)
	switch len(words) {
	case 1:
		due = dueWord(words[0], today)
	case 2:
		if day, ok := weekday(words[1]); ok && words[0] == "next" {
			due = today.Next(day)
		} else {
			due = dayAndMonth(words[0], words[1], today)
		}
	case 3:
		if day, ok := weekday(words[0]); ok { // as Date.Short writes it
			if due = dayAndMonth(words[1], words[2], today); due.Weekday() != day {
				due = 0
			}
		} else {
			due = dayMonthYear(words[0], strings.TrimSuffix(words[1], ","), words[2])
		}
	}
	if due <= 0 {
		return 0, fmt.Errorf("%q is not a due date: say fri, tomorrow, +3d, 2w, 25 nov or 2026-11-27", s)
	}
	return due, nil
}

// dueWord reads a due date of one word, in small letters; 0 when it is none.
func dueWord(word string, today Date) Date {
	switch word {
	case "today", "tod":
		return today
	case "tomorrow", "tom":
		return today + 1
	case "eow":
		return (today - 1).Next(time.Friday)
	case "eom":
		t := today.Time()
		return NewDate(t.Year(), t.Month()+1, 0)
	}
	if day, ok := weekday(word); ok {
		return today.Next(day)
	}
	if due := fromToday(word, today); due != 0 {
		return due
	}
	if day, month, year, ok := dotted(word); ok {
		if year == "" {
			return upcoming(day, month, today)
		}
		return exactDate(yearNumber(year), month, day)
	}
	due, err := ParseDate(word)
	if err != nil {
		return 0
	}
	return due
}

// fromToday reads "+3d", "2w" or "1m".
func fromToday(word string, today Date) Date {
	word = strings.TrimPrefix(word, "+")
	if word == "" {
		return 0
	}
	n := number(word[:len(word)-1], 3)
	if n < 0 {
		return 0
	}
	switch word[len(word)-1] {
	case 'd':
		return today + Date(n)
	case 'w':
		return today + Date(7*n)
	case 'm':
		t := today.Time()
		lastDay := NewDate(t.Year(), t.Month()+time.Month(n)+1, 0)
		return min(NewDate(t.Year(), t.Month()+time.Month(n), 1)+Date(t.Day()-1), lastDay)
	}
	return 0
}

// dotted takes "25.11." or "25.11.2026" apart; year is "" in the first.
func dotted(word string) (day int, month time.Month, year string, ok bool) {
	parts := strings.Split(word, ".")
	if len(parts) != 3 {
		return 0, 0, "", false
	}
	return number(parts[0], 2), time.Month(number(parts[1], 2)), parts[2], true
}

// dayAndMonth reads "25 nov" or "nov 25".
func dayAndMonth(a, b string, today Date) Date {
	if month, ok := monthNamed(b); ok {
		return upcoming(number(a, 2), month, today)
	}
	if month, ok := monthNamed(a); ok {
		return upcoming(number(b, 2), month, today)
	}
	return 0
}

// dayMonthYear reads "25 nov 2026" or "nov 25 2026".
func dayMonthYear(a, b, year string) Date {
	if month, ok := monthNamed(b); ok {
		return exactDate(yearNumber(year), month, number(a, 2))
	}
	if month, ok := monthNamed(a); ok {
		return exactDate(yearNumber(year), month, number(b, 2))
	}
	return 0
}

// upcoming returns the first such day on or after today; 0 for a day that no
// year has. A leap day can be eight years away.
func upcoming(day int, month time.Month, today Date) Date {
	year := today.Time().Year()
	for y := year; y <= year+8; y++ {
		if d := exactDate(y, month, day); d >= today && d != 0 {
			return d
		}
	}
	return 0
}

// exactDate returns 0 for a date that the calendar does not have.
func exactDate(year int, month time.Month, day int) Date {
	d := NewDate(year, month, day)
	if y, m, dd := d.Time().Date(); year < 1 || y != year || m != month || dd != day {
		return 0
	}
	return d
}

// number reads up to so many decimal digits; -1 for anything else.
func number(s string, digits int) int {
	if s == "" || len(s) > digits || strings.Trim(s, "0123456789") != "" {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// yearNumber reads a year of four digits; one of two could be a day.
func yearNumber(s string) int {
	if len(s) != 4 {
		return -1
	}
	return number(s, 4)
}

// weekday reads a day of the week, in small letters: at least its first three.
func weekday(word string) (time.Weekday, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if startOf(word, day.String()) {
			return day, true
		}
	}
	return 0, false
}

// monthNamed reads a month's name, in small letters: at least its first three.
func monthNamed(word string) (time.Month, bool) {
	for month := time.January; month <= time.December; month++ {
		if startOf(word, month.String()) {
			return month, true
		}
	}
	return 0, false
}

func startOf(word, name string) bool {
	return len(word) >= 3 && strings.HasPrefix(strings.ToLower(name), word)
}
