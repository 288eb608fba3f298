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

// A review that is shared before the first collection keeps what guests need
// after it.
func TestGuestsAreCollectedFor(t *testing.T) {
	t.Setenv("GOGC", "")
	usual := percent()
	collectLate()
	collectAt(sharedPercent)
	for range 5 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	if got := percent(); got != sharedPercent {
		t.Errorf("after the first collection, %d %%", got)
	}
	collectAt(alonePercent)
	if got := percent(); got != usual {
		t.Errorf("alone again, %d %% instead of %d", got, usual)
	}
}
