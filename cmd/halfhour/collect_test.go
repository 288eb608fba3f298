package main

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

// percent is what the next collection waits for.
func percent() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func TestOnlyTheFirstCollectionIsLate(t *testing.T) {
	t.Setenv("GOGC", "")
	usual := percent()
	collectLate()
	if got := percent(); got != lateFirst && got != usual { // one may have come already
		t.Errorf("the first waits for %d %%", got)
	}
	for end := time.Now().Add(patience); percent() != usual; time.Sleep(time.Millisecond) {
		runtime.GC()
		if time.Now().After(end) {
			t.Fatalf("after it, %d %% instead of %d", percent(), usual)
		}
	}
	t.Setenv("GOGC", "300")
	collectLate()
	if got := percent(); got != usual {
		t.Errorf("it overrules whoever set GOGC: %d %%", got)
	}
}

// An import that begins before the first collection keeps what it needs after it.
func TestImportsAreCollectedFor(t *testing.T) {
	t.Setenv("GOGC", "")
	usual := percent()
	collectLate()
	collectAt(importPercent)
	for range 5 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	if got := percent(); got != importPercent {
		t.Errorf("after the first collection, %d %%", got)
	}
	collectAt(int(usual))
	if got := percent(); got != usual {
		t.Errorf("set back, %d %% instead of %d", got, usual)
	}
}
