package crm

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

// boundless is a file that says it is larger than any that is read; nothing of
// it may be.
type boundless struct{ t *testing.T }

func (b boundless) Read([]byte) (int, error) {
	b.t.Error("a file that is too large was read")
	return 0, io.EOF
}

func (b boundless) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekEnd {
		return maxFile + 1, nil
	}
	return offset, nil
}

func TestFilesThatAreTooLarge(t *testing.T) {
	if _, err := OpenReader("x.csv", boundless{t}, Options{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a file over the limit: %v", err)
	}
	if testing.Short() {
		t.Skip("two million rows take their time")
	}
	rows := "Name,Stage\n" + strings.Repeat("A,Won\n", maxRows)
	for more, want := range map[string]error{"": nil, "B,Won\n": ErrTooLarge} {
		f, err := OpenReader("x.csv", strings.NewReader(rows+more), Options{})
		if !errors.Is(err, want) {
			t.Errorf("%d rows and %q: %v", maxRows, more, err)
		}
		if err == nil {
			f.Close()
		}
	}
}

// A line of a hundred megabytes is rejected and what follows it is read, and
// neither it nor what an open quote swallows is held in memory as a whole.
func TestLongLinesAreNotHeld(t *testing.T) {
	for name, long := range map[string]string{
		"no line end":   strings.Repeat("x", 100<<20),
		"an open quote": `"` + strings.Repeat("x", 100<<20),
		"one cell":      `"` + strings.Repeat("x", 100<<20) + `"`,
	} {
		text := "Name,Stage\nA,Won\n" + long + ",Won\nB,Won\n"
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, deals, rejected := read(t, text, Options{})
		runtime.ReadMemStats(&after)
		if names(deals) != "2 A|4 B" || len(rejected) != 1 || rejected[0].Line != 3 {
			t.Errorf("%s: got %s, %d rejected", name, names(deals), len(rejected))
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
			t.Errorf("%s took %d MB", name, took)
		}
	}
}
