package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda/fault"
)

// counting yields the numbers below n; every seventh with an error.
func counting(n int, read *int) func(func(int, error) bool) {
	return func(yield func(int, error) bool) {
		for i := range n {
			*read = i
			var err error
			if i%7 == 6 {
				err = fmt.Errorf("row %d", i)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

func TestAheadYieldsTheSame(t *testing.T) {
	for _, n := range []int{0, 1, aheadRows - 1, aheadRows, aheadRows + 1, 9*aheadRows + 5} {
		var read int
		list := func(rows func(func(int, error) bool)) (all []string) {
			for i, err := range rows {
				all = append(all, fmt.Sprint(i, err))
			}
			return all
		}
		if got, want := list(ahead(counting(n, &read))), list(counting(n, &read)); !slices.Equal(got, want) {
			t.Errorf("%d rows: %d", n, len(got))
		}
	}
}

func TestAheadEndsWithItsReader(t *testing.T) {
	for stop := range []int{0, 1, aheadRows, 3 * aheadRows} {
		var read int
		for i := range ahead(counting(1<<30, &read)) {
			if i == stop {
				break
			}
		}
		if read > stop+5*aheadRows { // nobody writes it any more: the race detector agrees
			t.Errorf("stopped at %d, read to %d", stop, read)
		}
	}
}

func TestAheadPanicsWhereItIsRead(t *testing.T) {
	want := errors.New("broken")
	defer func() {
		got, ok := recover().(*fault.Fault)
		if !ok || got.Value != any(want) || !strings.Contains(string(got.Stack), "TestAheadPanicsWhereItIsRead") {
			t.Errorf("panicked with %v", got)
		}
	}()
	for range ahead(func(yield func(int, error) bool) {
		yield(1, nil)
		panic(want)
	}) {
	}
}
