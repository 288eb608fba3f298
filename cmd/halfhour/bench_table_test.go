package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"text/tabwriter"
)

// The benchmarks here measure halfhour beside a reference, in turns: on a noisy
// machine only the ratio of their medians says something. What they measured is
// one table at the end.

// figure is one line of it: ours is at most bar times the reference, or at most
// bar where there is none.
type figure struct {
	row            int // of the list of what is to be reached
	what, beside   string
	ours, besideIs float64
	unit           string
	bar            float64
}

// ratio is what the bar is about.
func (f figure) ratio() float64 {
	if f.beside == "" {
		return f.ours
	}
	return f.ours / f.besideIs
}

var figures struct {
	sync.Mutex
	list []figure
}

// show keeps a figure for the table. A benchmark that is run again, with more
// rounds, replaces what it said.
func show(b *testing.B, f figure) {
	b.Helper()
	b.ReportMetric(0, "ns/op") // it is about both, in turns
	figures.Lock()
	defer figures.Unlock()
	figures.list = slices.DeleteFunc(figures.list, func(other figure) bool { return other.row == f.row && other.what == f.what })
	figures.list = append(figures.list, f)
}

// printFigures prints the table, if anything was measured.
func printFigures() {
	list := figures.list
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b figure) int { return a.row - b.row })
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nrow\twhat\tours\tbeside it\t\tratio\tbar\t")
	for _, f := range list {
		verdict := ""
		if f.ratio() > f.bar {
			verdict = "MISSED"
		}
		beside, ratio, bar := "", "", fmt.Sprintf("%.4g %s", f.bar, f.unit)
		if f.beside != "" {
			beside, ratio, bar = fmt.Sprintf("%.4g", f.besideIs), fmt.Sprintf("%.2f ×", f.ratio()), fmt.Sprintf("%g ×", f.bar)
		}
		fmt.Fprintf(w, "%d\t%s\t%.4g %s\t%s\t%s\t%s\t%s\t%s\n", f.row, f.what, f.ours, f.unit, beside, f.beside, ratio, bar, verdict)
	}
	_ = w.Flush()
}

// at returns a percentile, from 0 to 100.
func at[T cmp.Ordered](list []T, percent int) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)*percent/100]
}
