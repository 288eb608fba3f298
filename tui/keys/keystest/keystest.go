// Package keystest holds the tables of keys of all screens to the same rules.
package keystest

import (
	"testing"

	"halfhour/tui/keys"
)

// Check fails when a key means two things in a table of keys that work at the
// same time, or lacks its binding, its help or its deed.
func Check[S any](t *testing.T, place string, table []keys.Key[S]) {
	t.Helper()
	seen := map[string]string{}
	for _, k := range table {
		if k.Show == "" || k.Help == "" || k.About == "" || k.Do == nil || len(k.On) == 0 {
			t.Errorf("%s: %+v lacks its binding, help or deed", place, k)
		}
		for _, on := range k.On {
			if other, ok := seen[on]; ok {
				t.Errorf("%s: %q means both %q and %q", place, on, other, k.About)
			}
			seen[on] = k.About
		}
	}
}
