package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// lateFirst is the percentage that makes the first collection wait for 16 MiB
// instead of 4.
const lateFirst = 400

// collectLate lets the first collection of memory wait until there is something
// to collect. Most commands end before, and a screen is there sooner: two
// collections took an eighth of its start and freed next to nothing. After the
// first one all is as usual.
func collectLate() {
	if os.Getenv("GOGC") != "" { // somebody has their own idea
		return
	}
	afterFirst.Store(int64(debug.SetGCPercent(lateFirst)))
	type mark struct{ _ *mark }
	runtime.SetFinalizer(&mark{}, func(*mark) { debug.SetGCPercent(int(afterFirst.Load())) })
}

// afterFirst is the percentage that counts once the first collection is over.
var afterFirst atomic.Int64

// How much garbage, in percent of what is in use, there may be while the rows of
// an import come by, of which there may be millions; Go's own is a hundred.
const importPercent = 60

// collectAt has memory collected at a percentage of garbage.
func collectAt(percent int) {
	if os.Getenv("GOGC") != "" {
		return
	}
	afterFirst.Store(int64(percent))
	debug.SetGCPercent(percent)
}
