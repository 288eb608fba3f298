package main

import (
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store"
)

func TestWhenAnExportWasMade(t *testing.T) {
	today := agenda.NewDate(2026, time.November, 23)
	now := time.Date(2026, time.November, 23, 9, 30, 0, 0, time.Local)
	newest := time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC)
	file := time.Date(2026, time.November, 16, 8, 0, 0, 0, time.Local)
	for _, c := range []struct {
		name   string
		newest time.Time
		want   string
		sure   bool
	}{
		{"hubspot-crm-exports-all-deals-2026-11-16.csv", time.Time{}, "2026-11-16", true},
		{"hubspot-crm-exports-all-deals-2026-11-16-1.csv", newest, "2026-11-20", true}, // before its newest record: no
		{"hubspot-crm-exports-sales-2026-11-22.csv", newest, "2026-11-22", true},
		{"Deals_2026_11_02.csv", time.Time{}, "2026-11-02", true},
		{"exports.zip/Deals_2026_11_02.csv", time.Time{}, "2026-11-02", true},
		{"report1794306000000.csv", time.Time{}, "2026-11-10", true},
		{"report9962770000000.csv", time.Time{}, "2026-11-23", false},
		{"deals-2026-11-01.csv", time.Time{}, "2026-11-01", false},
		{"deals 20261101.xlsx", time.Time{}, "2026-11-01", false},
		{"deals-2026-11-21.csv", newest, "2026-11-21", true},
		{"deals-2027-11-01.csv", time.Time{}, "2026-11-23", false}, // a plan for next year
		{"deals-2026-13-41.csv", time.Time{}, "2026-11-23", false},
		{"deals-1202611019.csv", time.Time{}, "2026-11-23", false},
		{"deals.csv", newest, "2026-11-20", true},
		{"deals.csv", time.Time{}, "2026-11-23", false},
	} {
		got := dated(c.name, c.newest, file, today, now)
		if got.day().String() != c.want || got.sure != c.sure || got.at.After(now) {
			t.Errorf("%s, newest %v: %v %v, not %s %v", c.name, c.newest, got.at, got.sure, c.want, c.sure)
		}
	}
	if got := dated("deals-2026-11-16.csv", time.Time{}, file, today, now); !got.at.Equal(file) {
		t.Errorf("the file's own time of that day is better: %v", got.at)
	}
	held := today - 7 // by --today
	first, second := dated("deals.csv", time.Time{}, file, held, now), dated("deals.csv", time.Time{}, file, held, now.Add(time.Minute))
	said, err := saidDate(held.String(), file, held, now.Add(2*time.Minute))
	if err != nil || !first.at.Before(second.at) || !second.at.Before(said.at) || said.day() != held {
		t.Errorf("imports on a day that is held still, one after another: %v, %v, %v, %v", first.at, second.at, said.at, err)
	}
	if _, err := saidDate("last week", file, today, now); err == nil {
		t.Error("last week is taken for a date")
	}
}

func TestWhichExportsMayBeOlder(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, time.November, d, 12, 0, 0, 0, time.Local) }
	for _, c := range []struct {
		name        string
		date        dating
		file        time.Time
		last        store.LastExport
		older, sure bool
	}{
		{"the first", dating{day(1), true, "x"}, day(1), store.LastExport{}, false, false},
		{"newer", dating{day(9), true, "x"}, day(9), store.LastExport{AsOf: day(8), Sure: true}, false, true},
		{"the same day", dating{day(8).Add(-time.Hour), true, "x"}, day(9), store.LastExport{AsOf: day(8), Sure: true}, false, true},
		{"older", dating{day(7), true, "x"}, day(9), store.LastExport{AsOf: day(8), Sure: true}, true, true},
		{"older by a name that may mean something else", dating{day(7), false, "x"}, day(9), store.LastExport{AsOf: day(8), Sure: true}, true, false},
		{"undated after a dated one", dating{at: day(20)}, day(2), store.LastExport{AsOf: day(8), Sure: true, FileTime: day(8)}, true, false},
		{"undated after a dated one of the same day", dating{at: day(20)}, day(8).Add(-time.Hour), store.LastExport{AsOf: day(8), Sure: true, FileTime: day(8)}, false, false},
		{"undated, an older file", dating{at: day(20)}, day(2), store.LastExport{AsOf: day(8), FileTime: day(8)}, true, false},
		{"undated, a file of nearly the same time", dating{at: day(20)}, day(8).Add(-time.Hour), store.LastExport{AsOf: day(8), FileTime: day(8)}, false, false},
	} {
		e := &export{date: c.date, last: c.last, source: source{time: c.file}}
		if older, sure := e.older(24 * time.Hour); older != c.older || sure != c.sure {
			t.Errorf("%s: %v, %v", c.name, older, sure)
		}
	}
}
