package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// BenchmarkSaveReview saves one changed note, in turns with what any program
// needs to bring as much onto the disk: append 4 KiB and fsync. "ratio" is the
// medians' and "ratio-p99" the slowest percents'; see PERFORMANCE row 9.
func BenchmarkSaveReview(b *testing.B) {
	s := fresh(b)
	r := newReview(b, s)
	reference, err := os.Create(filepath.Join(b.TempDir(), "reference"))
	check(b, err)
	defer reference.Close()
	page := bytes.Repeat([]byte("x"), 4096)
	var saves, appends []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		must(reference.Write(page))(b)
		check(b, reference.Sync())
		appends = append(appends, time.Since(start))

		next := r.Clone()
		check(b, next.SetNote(agenda.Note{Author: r.Rep, Text: fmt.Sprintf("CISO is back on Thursday %d", i)}, r.NoteOf("", r.Rep), now))
		start = time.Now()
		r = must(s.SaveReview(ctx, r, next))(b)
		saves = append(saves, time.Since(start))
	}
	at := func(list []time.Duration, p int) float64 {
		slices.Sort(list)
		return float64(list[(len(list)-1)*p/100].Microseconds())
	}
	b.ReportMetric(at(saves, 50), "save-µs")
	b.ReportMetric(at(appends, 50), "append+fsync-µs")
	b.ReportMetric(at(saves, 50)/at(appends, 50), "ratio")
	b.ReportMetric(at(saves, 99)/at(appends, 99), "ratio-p99")
}

// BenchmarkImport imports 100,000 deals, and again with one in a hundred
// changed; "again" is the second's part of the first.
func BenchmarkImport(b *testing.B) {
	rows := func(change int) func(func(crm.Deal, error) bool) {
		return func(yield func(crm.Deal, error) bool) {
			for i := range 100_000 {
				d := deal(fmt.Sprint(i), fmt.Sprintf("Deal %d of the long list", i), fmt.Sprintf("Rep %d", i%50))
				if change > 0 && i%change == 0 {
					d.Close += 30
				}
				if !yield(d, nil) {
					return
				}
			}
		}
	}
	var first, again time.Duration
	for b.Loop() {
		s := fresh(b)
		start := time.Now()
		must(s.Import(ctx, export(), rows(0)))(b)
		first += time.Since(start)
		start = time.Now()
		r := must(s.Import(ctx, export(), rows(100)))(b)
		again += time.Since(start)
		if r.Changed != 1000 || r.Unchanged != 99_000 {
			b.Fatalf("%+v", outcomeOf(r))
		}
	}
	b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "first-ms")
	b.ReportMetric(again.Seconds()/first.Seconds(), "again")
}
