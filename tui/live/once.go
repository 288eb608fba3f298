package live

import "sync"

// Once keeps what screens worked out of one published State, so that fifty who
// look at the same part of it in windows of one size work it out once.
type Once struct {
	mu   sync.Mutex
	made map[any]any
}

// Do returns what was made for a key, and makes it when nobody has yet. What is
// made may depend on the State and the key alone, and is never changed.
func (o *Once) Do(key any, make func() any) any {
	if o == nil {
		return make()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	made, ok := o.made[key]
	if !ok {
		made = make()
		if o.made == nil {
			o.made = map[any]any{}
		}
		o.made[key] = made
	}
	return made
}
