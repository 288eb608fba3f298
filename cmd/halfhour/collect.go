package main

import (
	"os"
	"runtime"
	"runtime/debug"
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
	usual := debug.SetGCPercent(lateFirst)
	type mark struct{ _ *mark }
	runtime.SetFinalizer(&mark{}, func(*mark) { debug.SetGCPercent(usual) })
}
