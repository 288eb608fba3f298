package main

import (
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/agenda/safe"
)

func TestPastDay(t *testing.T) {
	for typed, want := range map[string]agenda.Date{
		"2026-10-01": agenda.NewDate(2026, 10, 1), "2027-01-01": agenda.NewDate(2027, 1, 1),
		"today": testToday, "Yesterday": testToday - 1, " monday ": testToday - 7, "sun": testToday - 1, "tues": testToday - 6,
		"-7d": testToday - 7, "-2w": testToday - 14, "-0d": testToday, "-1023d": testToday - 1023,
	} {
		if got, err := pastDay(typed, testToday); err != nil || got != want {
			t.Errorf("%q: %s, %v; not %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "m", "mo", "mondays", "7d", "-d", "-", "-7", "-7m", "--7d", "-1024d", "-+1d", "1 nov", "2026-02-30", "import"} {
		if got, err := pastDay(typed, testToday); err == nil {
			t.Errorf("%q: %s", typed, got)
		}
	}
}

// Bars fit into the window, each beginning where the one before ended.
func TestBars(t *testing.T) {
	f := movement.Fall{Currency: "EUR", Steps: []movement.Step{
		{Kind: movement.Start, Deals: 3, Amount: 8_000_00}, {Kind: movement.New, Deals: 1, Amount: 2_000_00}, {Kind: movement.PulledIn},
		{Kind: movement.Down, Deals: 1, Amount: -1_00}, {Kind: movement.Won, Deals: 2, Amount: -4_999_00}, {Kind: movement.Gone},
		{Kind: movement.End, Deals: 2, Amount: 5_000_00},
	}}
	// The columns and their gaps take 9 + 2, 5 + 2 and 7 + 2 cells.
	rows := stepRows(fallOf(f))
	addBars(rows, fallOf(f), 27+20)
	want := []string{strings.Repeat("█", 16), strings.Repeat(" ", 16) + "████", "", strings.Repeat(" ", 19) + "░", strings.Repeat(" ", 10) + strings.Repeat("░", 10), strings.Repeat("█", 10)}
	if len(rows) != len(want) {
		t.Fatalf("%q", rows)
	}
	for i, row := range rows {
		if string(row[3]) != want[i] {
			t.Errorf("%s: %q, not %q", row[0], row[3], want[i])
		}
	}
	if got := string(rows[1][2]) + " " + string(rows[2][2]) + " " + string(rows[3][2]); got != "+€2,000 - -€1" {
		t.Errorf("%s", got)
	}
	for window := range 200 {
		rows := stepRows(fallOf(f))
		addBars(rows, fallOf(f), window)
		drawn := false
		for _, row := range rows {
			drawn = drawn || row[3] != ""
			if w := safe.Width(row[3]); w > max(window-27, 0) {
				t.Errorf("%d cells in a window of %d", w, window)
			}
		}
		if drawn != (window >= 27+leastBar) {
			t.Errorf("in a window of %d bars are drawn: %v", window, drawn)
		}
	}
	below := movement.Fall{Currency: "EUR", Steps: []movement.Step{{Kind: movement.Start}, {Kind: movement.Down, Deals: 1, Amount: -500}, {Kind: movement.End, Deals: 1, Amount: -500}}}
	rows = stepRows(fallOf(below))
	addBars(rows, fallOf(below), 22+20)
	if rows[1][3] != safe.Text(strings.Repeat("░", 20)) || rows[2][3] != safe.Text(strings.Repeat("█", 20)) {
		t.Errorf("below nothing: %q", rows)
	}
}
