// Package aside starts what runs beside the rest. It is the one door through
// which goroutines of the screens and of the commands start: a panic in one of
// them ends in the hands of somebody instead of ending the program with the
// terminal as it happens to be.
//
// Where somebody waits for the goroutine, the panic comes again there: Group, Start
// and Await. Where nobody does, somebody is told: Go and After.
package aside

import (
	"context"
	"sync"
	"time"

	"halfhour/agenda/fault"
)

// Go runs f beside the caller. broken is told of its panic, on the goroutine
// that broke; with nil the panic ends the program, as Go has it.
func Go(f func(), broken func(*fault.Fault)) {
	go guarded(f, broken)()
}

// After runs f as Go does, when some time has passed.
func After(d time.Duration, f func(), broken func(*fault.Fault)) *time.Timer {
	return time.AfterFunc(d, guarded(f, broken))
}

func guarded(f func(), broken func(*fault.Fault)) func() {
	if broken == nil {
		return f
	}
	return func() {
		if caught := fault.Catch(f); caught != nil {
			broken(caught)
		}
	}
}

// Group are goroutines that are waited for.
type Group struct {
	all   sync.WaitGroup
	mu    sync.Mutex
	first *fault.Fault
}

// Go runs f beside the caller.
func (g *Group) Go(f func()) {
	g.all.Go(func() {
		if caught := fault.Catch(f); caught != nil {
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.first == nil {
				g.first = caught
			}
		}
	})
}

// Wait waits until all have ended. The first panic of one comes again here, as a
// *fault.Fault.
func (g *Group) Wait() {
	g.all.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.first != nil {
		panic(g.first)
	}
}

// Start runs f beside the caller and returns what waits for it as a Group does.
func Start(f func()) (wait func()) {
	g := new(Group)
	g.Go(f)
	return g.Wait
}

// Await returns what f does, or the error of ctx when that ends first: then f is
// left behind. A panic of f comes again here while somebody waits, as a
// *fault.Fault; broken is told of one that comes later.
func Await[T any](ctx context.Context, f func() T, broken func(*fault.Fault)) (T, error) {
	type outcome struct {
		value  T
		caught *fault.Fault
	}
	ended := make(chan outcome)
	Go(func() {
		var o outcome
		o.caught = fault.Catch(func() { o.value = f() })
		select {
		case ended <- o:
		case <-ctx.Done():
			if o.caught != nil {
				panic(o.caught)
			}
		}
	}, broken)
	var o outcome
	select {
	case o = <-ended:
	case <-ctx.Done():
		return o.value, ctx.Err()
	}
	if o.caught != nil {
		panic(o.caught)
	}
	return o.value, nil
}
