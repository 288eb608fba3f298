// Package fault catches panics, so that whoever can do something about one is
// told.
package fault

import "runtime/debug"

// Fault is a panic that was caught. Its text is the stack where it happened and
// nothing else: what was panicked with may be a deal's words.
type Fault struct {
	Value any
	Stack []byte
}

// Error is the stack.
func (f *Fault) Error() string { return string(f.Stack) }

// Catch runs f and returns its panic, nil when there was none. One that was
// caught before and panics again stays as it is.
func Catch(f func()) (caught *Fault) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Fault:
			caught = r
		default:
			caught = &Fault{r, debug.Stack()}
		}
	}()
	f()
	return nil
}
