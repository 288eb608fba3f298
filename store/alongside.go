package store

import (
	"sync"

	"halfhour/agenda/fault"
)

// alongside runs f while the caller goes on, and returns what waits until it has
// ended. A panic in f comes again there, as a *fault.Fault. It is the one door
// through which goroutines of the store start, and each is waited for.
func alongside(f func()) (wait func()) {
	var work sync.WaitGroup
	var caught *fault.Fault
	work.Go(func() { caught = fault.Catch(f) })
	return func() {
		if work.Wait(); caught != nil {
			panic(caught)
		}
	}
}
