package table

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halfhour/tui/draw"
)

var columns = []Column{
	{Head: "deal", Width: 20, Least: 8, Grow: true},
	{Head: "amount", Width: 10, Right: true},
	{Head: "stage", Width: 12, Least: 6, Spare: 1},
	{Head: "why", Width: 30, Least: 10, Grow: true, Spare: 2},
}

func rowOf(i int) Row {
	return Row{Cells: []draw.Line{
		draw.Textf(draw.Strong, "客户 %d \x1b[2J", i), draw.Textf(draw.Plain, "$%d", i), draw.Text(draw.Plain, "Proposal"), draw.Text(draw.Quiet, strings.Repeat("very late ", 9)),
	}}
}

func text(lines []draw.Line) string {
	var rows []string
	for _, l := range lines {
		rows = append(rows, strings.TrimRight(l.String(), " "))
	}
	return strings.Join(rows, "\n")
}

func TestColumnsFit(t *testing.T) {
	for _, c := range []struct {
		w    int
		want string
	}{
		{60, " deal         amount  stage     why\n▸客户 0 ␛[2J      $0  Proposal  very late very late very l…"},
		{42, " deal       amount  stage    why\n▸客户 0 ␛…      $0  Propos…  very late v…"},
		{34, " deal         amount  stage\n▸客户 0 ␛[2J      $0  Proposal"},
		{22, " deal         amount\n▸客户 0 ␛[2J      $0"},
	} {
		var table Table
		if got := text(table.View(columns, 1, rowOf, draw.Mark, c.w, 2)); got != c.want {
			t.Errorf("%d cells:\n%s\nnot\n%s", c.w, got, c.want)
		}
	}
}

// Whatever is done, what is drawn is exactly as large as asked for, shows the
// cursor, and asks only for rows in sight.
func TestTheCursorStaysInSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table Table
		n := rapid.IntRange(0, 200).Draw(t, "rows")
		t.Repeat(map[string]func(*rapid.T){
			"":      func(*rapid.T) {},
			"move":  func(t *rapid.T) { table.Move(rapid.IntRange(-30, 30).Draw(t, "by")) },
			"turn":  func(t *rapid.T) { table.Turn(rapid.IntRange(-2, 2).Draw(t, "pages")) },
			"end":   func(*rapid.T) { table.End() },
			"fewer": func(t *rapid.T) { n = rapid.IntRange(0, 200).Draw(t, "rows") },
			"click": func(t *rapid.T) { table.Click(3, rapid.IntRange(-1, 40).Draw(t, "y")) },
			"draw": func(t *rapid.T) {
				w, h := rapid.IntRange(10, 150).Draw(t, "w"), rapid.IntRange(1, 50).Draw(t, "h")
				asked, shown, measured := 0, false, table.needs != nil
				lines := table.View(columns, n, func(i int) Row {
					asked++
					shown = shown || i == table.At
					return rowOf(i)
				}, draw.Mark, w, h)
				if len(lines) != h || asked >= h && h > 0 && measured {
					t.Fatalf("%d lines, %d rows asked for in %d", len(lines), asked, h)
				}
				for _, l := range lines {
					if l.Width() != w {
						t.Fatalf("%q is not %d wide", l.String(), w)
					}
				}
				if n > 0 && h > 1 && !shown {
					t.Fatalf("row %d of %d is out of sight", table.At, n)
				}
			},
		})
	})
}

func TestClick(t *testing.T) {
	var table Table
	table.View(columns, 100, rowOf, draw.Mark, 60, 11)
	table.GoTo(50)
	table.View(columns, 100, rowOf, draw.Mark, 60, 11)
	if head, row := table.Click(5, 3); head != -1 || !row || table.At != 43 {
		t.Errorf("head %d, row %v, at %d", head, row, table.At)
	}
	for x, want := range map[int]int{1: 0, 12: 0, 17: 1, 26: 2, 55: 3} {
		if head, row := table.Click(x, 0); head != want || row {
			t.Errorf("at %d: head %d, row %v", x, head, row)
		}
	}
	if head, row := table.Click(5, 11); head != -1 || row {
		t.Error("a click below the table means something")
	}
}

func TestHeadings(t *testing.T) {
	var table Table
	got := text(table.View(columns, 1, func(int) Row { return Row{Heading: draw.Text(draw.Head, "Ana Ruiz, 3 deals")} }, draw.Mark, 60, 2))
	if !strings.Contains(got, "▸Ana Ruiz, 3 deals") {
		t.Error(got)
	}
}

// Room that no value needs goes to those that need it; no number is cut, and
// nothing else moves when one scrolls.
func TestColumnsAreAsWideAsTheirValues(t *testing.T) {
	values := func(deal, amount, stage string) func(int) Row {
		return func(i int) Row {
			if i == sampled+50 {
				deal, amount = "Warehouse routing for all eleven Iberian depots", "$1,180,000"
			}
			return Row{Cells: []draw.Line{draw.Text(draw.Plain, deal), draw.Text(draw.Plain, amount), draw.Text(draw.Plain, stage)}}
		}
	}
	columns := []Column{{Head: "deal", Width: 20, Least: 8, Grow: true}, {Head: "amount", Width: 12, Least: 10, Right: true}, {Head: "stage", Width: 12, Least: 6}}
	var table Table
	view := func(row func(int) Row) string { return text(table.View(columns, 1000, row, draw.Mark, 60, 2)) }
	long := values("Grid telemetry rollout, phase two", "$900", "Proposal")
	want := " deal                               amount  stage\n▸Grid telemetry rollout, phase two    $900  Proposal"
	if got := view(long); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	table.GoTo(sampled + 50)
	want = " deal                                   amount  stage\n▸Warehouse routing for all eleven…  $1,180,000  Proposal"
	if got := view(long); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	table.Forget()
	table.GoTo(0)
	want = " deal  amount  stage\n▸Bus     $900  Won"
	if got := view(values("Bus", "$900", "Won")); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}
