package agenda_test

import (
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

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
		if got := (agenda.Calendar{}).WeekOf(d).String(); got != c.monday {
			t.Errorf("the Monday of %s: %s", c.date, got)
		}
		if got := (agenda.Calendar{}).FollowUpBy(d).String(); got != c.followUp {
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
		if got := (agenda.Calendar{}).BusinessDays(date(c.from), date(c.to)); got != c.want {
			t.Errorf("%s to %s: %d business days, want %d", c.from, c.to, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := agenda.Date(rapid.Int32Range(1, 1_000_000).Draw(t, "from"))
		days := agenda.Date(rapid.Int32Range(0, 400).Draw(t, "days"))
		calendar := agenda.Calendar{Working: rapid.SliceOfDistinct(rapid.Map(rapid.IntRange(0, 6), func(n int) time.Weekday { return time.Weekday(n) }), rapid.ID).Draw(t, "working")}
		for d := from - 10; d < from+days+10; d++ {
			if rapid.IntRange(0, 20).Draw(t, "off") == 0 {
				calendar.Holidays = append(calendar.Holidays, d)
			}
		}
		count := 0
		for d := from + 1; d <= from+days; d++ {
			if calendar.Works(d) {
				count++
			}
		}
		if got := calendar.BusinessDays(from, from+days); got != count {
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
		if from, next := (agenda.Calendar{}).Quarter(date(in)); from.String() != want[0] || next.String() != want[1] {
			t.Errorf("the quarter of %s: %v to %v", in, from, next)
		}
	}
}

func TestOtherCalendars(t *testing.T) {
	sunday, thursday := time.Sunday, time.Thursday
	gulf := agenda.Calendar{
		FirstDay: &sunday, Working: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday},
		Holidays: []agenda.Date{date("2026-11-26")}, FirstMonth: time.February, FollowUpDay: &thursday,
	}
	if got := gulf.WeekOf(date("2026-11-21")).String() + " " + gulf.WeekOf(date("2026-11-22")).String(); got != "2026-11-15 2026-11-22" {
		t.Errorf("weeks from Sunday: %s", got)
	}
	if got := gulf.BusinessDays(date("2026-11-20"), date("2026-11-28")); got != 4 {
		t.Errorf("a week with a holiday has %d business days", got)
	}
	for held, want := range map[string]string{"2026-11-23": "2026-11-25", "2026-11-25": "2026-11-26", "2026-11-26": "2026-12-03"} {
		if got := gulf.FollowUpBy(date(held)).String(); got != want {
			t.Errorf("the follow-up of %s: %s, want %s", held, got, want)
		}
	}
	for in, want := range map[string]string{"2026-01-31": "2025-11-01", "2026-02-01": "2026-02-01", "2026-11-23": "2026-11-01"} {
		if from, _ := gulf.Quarter(date(in)); from.String() != want {
			t.Errorf("the quarter of %s begins on %v, want %s", in, from, want)
		}
	}
	if got := gulf.QuarterOf(2026, 4).String(); got != "2026-11-01" {
		t.Errorf("the fourth quarter begins on %s", got)
	}
}
