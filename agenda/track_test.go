package agenda

import (
	"testing"
	"time"
)

func TestFollow(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 9, 0, 0, 0, time.UTC) }
	usd := func(major int64) Money { return Money{major * 100, "USD"} }
	closes := func(n int, old, new string) Change {
		return Change{Field: FieldClose, Old: old, New: new, At: day(n)}
	}
	status := func(n int, old, new Status) Change {
		return Change{Field: FieldStatus, Old: string(old), New: string(new), At: day(n)}
	}
	stage := func(n int, old, new string) Change { return Change{Field: FieldStage, Old: old, New: new, At: day(n)} }
	amount := func(n int, old, new string) Change { return Change{Field: FieldAmount, Old: old, New: new, At: day(n)} }
	for _, c := range []struct {
		name    string
		changes []Change
		want    Track
	}{
		{"nothing", nil, Track{}},
		{"pushed twice, pulled in once", []Change{
			closes(1, "2026-03-31", "2026-04-30"), closes(2, "2026-04-30", "2026-04-15"), closes(3, "2026-04-15", "2026-04-20"),
		}, Track{Pushes: 2, PushedDays: 35, LongestPush: 30}},
		{"in any order", []Change{
			closes(3, "2026-04-15", "2026-04-20"), closes(1, "2026-03-31", "2026-04-30"),
		}, Track{Pushes: 2, PushedDays: 35, LongestPush: 30}},
		{"a first date is no push", []Change{closes(1, "", "2026-04-30"), closes(2, "2026-04-30", "")}, Track{}},
		{"the day it was won", []Change{closes(2, "2026-03-31", "2026-04-02"), status(2, Open, Won)}, Track{}},
		{"the stage it was lost in", []Change{closes(2, "2026-03-31", "2026-04-02"), stage(2, "Proposal", "Lost")}, Track{}},
		{"after it was won", []Change{status(1, Open, Won), closes(2, "2026-03-31", "2026-04-02")}, Track{}},
		{"before it was won", []Change{closes(1, "2026-03-31", "2026-04-02"), status(2, Open, Won)},
			Track{Pushes: 1, PushedDays: 2, LongestPush: 2}},
		{"before it was reopened", []Change{closes(1, "2026-03-31", "2026-04-02"), status(2, Lost, Open)}, Track{}},
		{"when it was reopened", []Change{closes(2, "2026-03-31", "2026-04-02"), status(2, Lost, Open)},
			Track{Pushes: 1, PushedDays: 2, LongestPush: 2}},
		{"status says it better than stage", []Change{closes(2, "2026-03-31", "2026-04-02"), status(2, Lost, Open), stage(2, "Proposal", "Lost")},
			Track{Pushes: 1, PushedDays: 2, LongestPush: 2}},
		{"amounts", []Change{amount(2, "96000.00 USD", "84000.00 USD"), amount(1, "", "96000 USD")}, Track{FirstAmount: usd(96000)}},
		{"an amount from the start", []Change{amount(1, "90000.5 USD", "")}, Track{FirstAmount: Money{9000050, "USD"}}},
		{"moved on", []Change{stage(1, "Discovery", "Proposal")}, Track{}},
		{"moved back", []Change{stage(1, "Proposal", "Discovery"), stage(2, "Discovery", "Commit")}, Track{MovedBack: true}},
		{"to and from a stage nobody can place", []Change{stage(1, "Proposal", "Limbo"), stage(2, "Limbo", "Discovery")}, Track{}},
		{"reopened is not moved back", []Change{stage(1, "Lost", "Discovery")}, Track{}},
		{"what nobody can read", []Change{closes(1, "soon", "2026-04-30"), closes(2, "2026-04-30", "later"), amount(1, "lots", "12.345 USD")}, Track{}},
	} {
		if got := Follow(c.changes, ParseStep); got != c.want {
			t.Errorf("%s: got %+v, not %+v", c.name, got, c.want)
		}
	}
}

func TestParseMoneyReadsWhatHistoryWrites(t *testing.T) {
	for _, m := range []Money{{0, "USD"}, {-5, "USD"}, {8400000, "USD"}, {123, "JPY"}, {1234, "KWD"}, {-1999, NoCurrency}} {
		if got, ok := ParseMoney(m.Decimal() + " " + m.Currency); !ok || got != m {
			t.Errorf("%v became %v", m, got)
		}
	}
	for _, s := range []string{"", "84000", "84000 US", "84,000 USD", "1.5 JPY", ". USD", "99999999999999999999 USD"} {
		if m, ok := ParseMoney(s); ok {
			t.Errorf("%q is %v", s, m)
		}
	}
}
