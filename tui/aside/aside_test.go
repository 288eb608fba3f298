package aside

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"halfhour/agenda/fault"
)

func breaks() { panic("about Kestrel pilot") }

// caughtIn runs f and checks that it panics with where breaks broke.
func caughtIn(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		caught, ok := recover().(*fault.Fault)
		if !ok || !strings.Contains(string(caught.Stack), "aside.breaks") {
			t.Errorf("it panicked with %v", caught)
		}
	}()
	f()
}

func TestAPanicIsTold(t *testing.T) {
	told := make(chan *fault.Fault, 1)
	tell := func(f *fault.Fault) { told <- f }
	Go(breaks, tell)
	if f := <-told; f.Value != "about Kestrel pilot" {
		t.Errorf("told of %v", f.Value)
	}
	After(time.Millisecond, breaks, tell)
	<-told
	After(time.Hour, breaks, tell).Stop()
}

func TestAPanicComesAgainWhereItIsWaitedFor(t *testing.T) {
	var g Group
	done := false
	g.Go(breaks)
	g.Go(func() { done = true })
	caughtIn(t, g.Wait)
	if !done {
		t.Error("it did not wait for the other")
	}
	nobody := func(f *fault.Fault) { t.Errorf("told of %v too", f.Value) }
	caughtIn(t, func() { _, _ = Await(t.Context(), func() int { breaks(); return 1 }, nobody) })
	if n, err := Await(t.Context(), func() int { return 3 }, nobody); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestWhatIsLeftBehindIsToldOf(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	goOn, told := make(chan struct{}), make(chan *fault.Fault, 1)
	cancel()
	_, err := Await(ctx, func() int { <-goOn; breaks(); return 1 }, func(f *fault.Fault) { told <- f })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it answers %v", err)
	}
	close(goOn)
	if f := <-told; !strings.Contains(string(f.Stack), "aside.breaks") {
		t.Errorf("told of %v", f)
	}
}
