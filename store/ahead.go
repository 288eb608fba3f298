package store

import (
	"iter"
	"sync/atomic"
)

// aheadRows is how many rows are handed over at a time.
const aheadRows = 256

// ahead reads rows on another goroutine, while those before are worked on. What
// it yields is what rows yields, a panic included; when it returns, nobody reads
// any more.
func ahead[T any](rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	type row struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		batches, empty := make(chan []row, 1), make(chan []row, 3)
		for range cap(empty) {
			empty <- make([]row, 0, aheadRows)
		}
		var enough atomic.Bool
		wait := alongside(func() {
			defer close(batches)
			batch := <-empty
			for value, err := range rows {
				if batch = append(batch, row{value, err}); len(batch) < aheadRows {
					continue
				}
				batches <- batch
				batch = (<-empty)[:0]
				if enough.Load() {
					return
				}
			}
			batches <- batch
		})
		defer func() {
			enough.Store(true)
			for batch := range batches {
				empty <- batch
			}
			wait()
		}()
		for batch := range batches {
			for _, row := range batch {
				if !yield(row.value, row.err) {
					empty <- batch
					return
				}
			}
			clear(batch)
			empty <- batch
		}
	}
}
