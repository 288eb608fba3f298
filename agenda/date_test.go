package agenda_test

import (
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

func date(s string) agenda.Date {
	d, err := agenda.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	for _, s := range []string{"2026-11-27", "2028-02-29", "0001-01-01", "9999-12-31", "1969-12-31", "1900-03-01"} {
		if d, err := agenda.ParseDate(s); err != nil || d.String() != s {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "27.11.2026", "2026-11-27 ", "0000-12-31", "0000-01-01", "-001-01-01"} {
		if d, err := agenda.ParseDate(s); err == nil || d != 0 {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	if d := date("0001-01-01"); d != 1 {
		t.Errorf("0001-01-01 is day %d", d)
	}
}

func TestDateIsNoInstant(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*3600)
	instant := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	if got := agenda.DateOf(instant).String(); got != "2026-11-23" {
		t.Errorf("in London: %s", got)
	}
	if got := agenda.DateOf(instant.In(tokyo)).String(); got != "2026-11-24" {
		t.Errorf("in Tokyo: %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := agenda.Date(rapid.Int32Range(1, 3_000_000).Draw(t, "date"))
		if agenda.DateOf(d.Time()) != d || date(d.String()) != d || d.Weekday() != d.Time().Weekday() {
			t.Fatalf("%d reads as %s, %v", d, d, d.Time())
		}
	})
}

func TestShort(t *testing.T) {
	for _, c := range []struct{ date, today, want string }{
		{"2026-11-27", "2026-11-23", "Fri 27 Nov"},
		{"2026-01-02", "2026-11-23", "Fri 2 Jan"},
		{"2027-01-01", "2026-12-31", "1 Jan 2027"},
		{"2025-12-31", "2026-01-01", "31 Dec 2025"},
	} {
		if got := date(c.date).Short(date(c.today)); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.date, c.today, got, c.want)
		}
	}
	if got := agenda.Date(0).Short(monday) + agenda.Date(0).String(); got != "" {
		t.Errorf("no date: %q", got)
	}
}

func TestWeeks(t *testing.T) {
	for _, c := range []struct{ date, monday, followUp string }{
		{"2026-11-22", "2026-11-16", "2026-11-27"}, // a Sunday
		{"2026-11-23", "2026-11-23", "2026-11-27"},
		{"2026-11-26", "2026-11-23", "2026-11-27"},
		{"2026-11-27", "2026-11-23", "2026-12-04"}, // a Friday leaves no day
		{"2026-11-28", "2026-11-23", "2026-12-04"},
		{"2027-01-01", "2026-12-28", "2027-01-08"},
	} {
		d := date(c.date)
		if got := d.Monday().String(); got != c.monday {
			t.Errorf("the Monday of %s: %s", c.date, got)
		}
		if got := d.FollowUpBy().String(); got != c.followUp {
			t.Errorf("the follow-up of %s: %s", c.date, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := agenda.Date(rapid.Int32Range(1, 3_000_000).Draw(t, "date"))
		day := time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
		if next := d.Next(day); next.Weekday() != day || next <= d || next > d+7 {
			t.Fatalf("the %v after %v is %v", day, d, next)
		}
	})
}

func TestBusinessDays(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2026-11-23", "2026-11-23", 0},
		{"2026-11-23", "2026-11-22", 0},
		{"2026-11-23", "2026-11-24", 1},
		{"2026-11-20", "2026-11-23", 1}, // Friday to Monday
		{"2026-11-21", "2026-11-22", 0},
		{"2026-11-23", "2026-11-30", 5},
		{"2026-11-04", "2026-11-23", 13},
		{"2025-11-23", "2026-11-23", 261},
	} {
		if got := date(c.from).BusinessDaysTo(date(c.to)); got != c.want {
			t.Errorf("%s to %s: %d business days, want %d", c.from, c.to, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := agenda.Date(rapid.Int32Range(1, 1_000_000).Draw(t, "from"))
		days := agenda.Date(rapid.Int32Range(0, 400).Draw(t, "days"))
		count := 0
		for d := from + 1; d <= from+days; d++ {
			if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
				count++
			}
		}
		if got := from.BusinessDaysTo(from + days); got != count {
			t.Fatalf("%v and %d days: %d business days, want %d", from, days, got, count)
		}
	})
}

func TestQuarter(t *testing.T) {
	for in, want := range map[string][2]string{
		"2026-01-01": {"2026-01-01", "2026-04-01"},
		"2026-03-31": {"2026-01-01", "2026-04-01"},
		"2026-11-23": {"2026-10-01", "2027-01-01"},
		"2028-02-29": {"2028-01-01", "2028-04-01"},
	} {
		if from, next := date(in).Quarter(); from.String() != want[0] || next.String() != want[1] {
			t.Errorf("the quarter of %s: %v to %v", in, from, next)
		}
	}
}
