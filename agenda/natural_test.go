package agenda_test

import (
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
)

// monday is 23 November 2026, the "today" of these tests.
var monday = agenda.NewDate(2026, time.November, 23)

func TestParseDue(t *testing.T) {
	for in, want := range map[string]string{
		"fri": "2026-11-27", "friday": "2026-11-27", "FRI": "2026-11-27", "next fri": "2026-11-27", "next  Friday": "2026-11-27",
		"mon": "2026-11-30", "tue": "2026-11-24", "tues": "2026-11-24", "sun": "2026-11-29", "thurs": "2026-11-26",
		"today": "2026-11-23", "tod": "2026-11-23", "tomorrow": "2026-11-24", "tom": "2026-11-24",
		"+3d": "2026-11-26", "3d": "2026-11-26", "0d": "2026-11-23", "+2w": "2026-12-07", "2w": "2026-12-07", "+1m": "2026-12-23", "12m": "2027-11-23",
		"25 nov": "2026-11-25", "nov 25": "2026-11-25", "23 nov": "2026-11-23", "22 nov": "2027-11-22", "25 November": "2026-11-25",
		"25 november 2026": "2026-11-25", "nov 25 2026": "2026-11-25", "Nov 25, 2026": "2026-11-25", "1 sept": "2027-09-01", "3 mar": "2027-03-03",
		"25.11.": "2026-11-25", "1.2.": "2027-02-01", "01.02.": "2027-02-01", "25.11.2026": "2026-11-25", "29.2.": "2028-02-29",
		"2026-11-27": "2026-11-27", "2025-01-31": "2025-01-31", "25.11.2020": "2020-11-25",
		"eow": "2026-11-27", "eom": "2026-11-30", "  fri ": "2026-11-27",
	} {
		got, err := agenda.ParseDue(in, monday)
		if err != nil || got.String() != want {
			t.Errorf("ParseDue(%q) = %v, %v, want %s", in, got, err, want)
		}
	}
}

func TestParseDueFromOtherDays(t *testing.T) {
	for _, c := range []struct{ today, in, want string }{
		{"2026-11-27", "fri", "2026-12-04"}, // a Friday: today is not meant
		{"2026-11-27", "eow", "2026-11-27"},
		{"2026-11-28", "eow", "2026-12-04"}, // a Saturday
		{"2027-01-31", "+1m", "2027-02-28"},
		{"2028-01-31", "1m", "2028-02-29"},
		{"2026-12-31", "+2m", "2027-02-28"},
		{"2026-12-31", "tom", "2027-01-01"},
		{"2026-12-15", "eom", "2026-12-31"},
		{"2097-03-01", "29 feb", "2104-02-29"}, // 2100 is no leap year
	} {
		today, err := agenda.ParseDate(c.today)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := agenda.ParseDue(c.in, today); err != nil || got.String() != c.want {
			t.Errorf("on %s, ParseDue(%q) = %v, %v, want %s", c.today, c.in, got, err, c.want)
		}
	}
}

func TestParseDueRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "fr", "soon", "fri.", "friday!", "fridays", "by fri", "next", "next week", "last fri", "fri next",
		"+d", "d", "+", "3", "-3d", "+3", "+1000d", "3 d", "+3y", "1.5d", "٣d",
		"31 feb", "31.2.", "0 nov", "32 nov", "nov", "25", "nov nov", "25 25", "no 25", "25 nov 26", "25 nov 20266", "29 feb 2027",
		"25.11", "25.13.", "..", "25.11.26", "25.11.0000", "2026-11-31", "2026-1-1", "2026-11-27T10:00", "0000-12-31", "0000-01-01",
		"25 nov 2026 10:00", "today tomorrow", "\x1b[2J",
	} {
		got, err := agenda.ParseDue(in, monday)
		if err == nil {
			t.Errorf("ParseDue(%q) = %v", in, got)
			continue
		}
		if got != 0 || strings.ContainsAny(err.Error(), "\n\x1b") || !strings.Contains(err.Error(), "25 nov") {
			t.Errorf("ParseDue(%q) = %v, %q", in, got, err)
		}
	}
}

func FuzzParseDue(f *testing.F) {
	for _, s := range []string{"next fri", "+3d", "29 feb", "25.11.2026", "2026-11-27", "eom", "nov 25, 2026"} {
		f.Add(s, int32(monday))
	}
	f.Fuzz(func(t *testing.T, s string, on int32) {
		today := min(max(agenda.Date(on), agenda.NewDate(1970, 1, 1)), agenda.NewDate(2100, 1, 1))
		due, err := agenda.ParseDue(s, today)
		if (err == nil) != (due > 0) {
			t.Fatalf("ParseDue(%q, %v) = %d, %v", s, today, due, err)
		}
		if err != nil {
			return
		}
		if again, err := agenda.ParseDue(due.String(), today); err != nil || again != due {
			t.Errorf("ParseDue(%q, %v) = %v, which reads as %v, %v", s, today, due, again, err)
		}
		if due < today && !strings.ContainsAny(s, "-.") && len(strings.Fields(s)) < 3 {
			t.Errorf("ParseDue(%q, %v) = %v, in the past without a year", s, today, due)
		}
	})
}
