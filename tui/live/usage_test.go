package live_test

import (
	"os"
	"runtime"
	"runtime/metrics"
	"time"
)

// long says whether there is time for the long runs.
var long = os.Getenv("HALFHOUR_LONG") != ""

// usage is what this process has used so far: both the server and its guests.
type usage struct {
	at     time.Time
	cpu    time.Duration
	memory uint64 // bytes in use after a collection
}

func spent() usage {
	runtime.GC()
	read := []metrics.Sample{{Name: "/cpu/classes/user:cpu-seconds"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(read)
	return usage{time.Now(), time.Duration(read[0].Value.Float64() * float64(time.Second)), read[1].Value.Uint64() + read[2].Value.Uint64()}
}
