package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/adrg/xdg"

	"halfhour/agenda/fault"
	"halfhour/store/disk"
)

// fate is whether a process broke. A program shares it with the commands that
// its screens run.
type fate struct {
	first atomic.Pointer[fault.Fault]
	stop  func() // ends what the process was started for, as a signal does
}

// note keeps the first fault; nil is none.
func (f *fate) note(broke *fault.Fault) {
	if broke != nil {
		f.first.CompareAndSwap(nil, broke)
	}
}

// orderly is how long a program that broke may take to end in order.
const orderly = 5 * time.Second

// broke is told of a panic on a goroutine that nobody waits for. It ends all as
// a signal does: what was typed is saved, the terminal is as it was. Should that
// not come to an end, because something waits for what broke, the process ends.
func (p *program) broke(f *fault.Fault) {
	p.fate.note(f)
	p.fate.stop()
	time.Sleep(orderly)
	os.Exit(p.exit(p.crashed(nil)))
}

// crashed puts what broke in the place of an error, with a file about it.
func (p *program) crashed(err error) error {
	f := p.fate.first.Load()
	if _, told := errors.AsType[*crash](err); f == nil || told {
		return err
	}
	return &crash{file: p.writeCrash(string(f.Stack)), why: f}
}

// fatalPrefix is what the names of files begin with that take what Go says where
// nothing can be caught: two goroutines in one map, no memory, a stack that is
// full.
const fatalPrefix = "fatal-"

// heedFatal has Go write such words into a file of this user's alone too,
// until end is called. Without one they are on stderr, as ever.
func heedFatal() (end func()) {
	folder := filepath.Join(xdg.StateHome, "halfhour", "crashes")
	if disk.PrivateFolder(folder) != nil {
		return func() {}
	}
	f, err := os.CreateTemp(folder, fatalPrefix+time.Now().Format("20060102-150405")+"-*.txt")
	if err != nil {
		return func() {}
	}
	_ = debug.SetCrashOutput(f, debug.CrashOptions{})
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		_ = f.Close()
		removeEmpty(f.Name())
		sweepFatal(folder) // now, when nobody waits for a screen
	}
}

// sweepFatal removes what programs left that were killed.
func sweepFatal(folder string) {
	list, _ := filepath.Glob(filepath.Join(folder, fatalPrefix+"*.txt"))
	for _, name := range list {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) > forgotten {
			removeEmpty(name)
		}
	}
}

func removeEmpty(name string) {
	if info, err := os.Lstat(name); err == nil && info.Size() == 0 {
		_ = os.Remove(name)
	}
}
