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
