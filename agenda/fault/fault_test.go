package fault

import (
	"strings"
	"testing"
)

func breaks() { panic("about Kestrel pilot") }

func TestCatch(t *testing.T) {
	if f := Catch(func() {}); f != nil {
		t.Error("caught where nothing was thrown")
	}
	f := Catch(breaks)
	if f == nil || f.Value != "about Kestrel pilot" || !strings.Contains(f.Error(), "fault.breaks") || strings.Contains(f.Error(), "Kestrel") {
		t.Fatalf("caught %v", f)
	}
	if again := Catch(func() { panic(f) }); again != f {
		t.Errorf("passed on, it is another: %v", again)
	}
}
