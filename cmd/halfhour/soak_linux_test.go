package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// soak is one long review with two guests: who writes, what was called saved,
// and what it cost.
type soak struct {
	*shareTest
	rep, executive *terminal
	ends           time.Time          // when the thirty minutes are used and the host is asked; zero once they were
	said           []string           // texts that must be in the minutes
	took           [3][]time.Duration // by third: from enter to saved
	memory         [3]int             // by third: KiB of the host's process, at its end
}

// change lets one of the two write, as people do: mostly notes and answers.
func (s *soak) change(n int) time.Duration {
	x := s.host
	if n%3 == 2 {
		x = s.rep
	}
	text := fmt.Sprintf("%d 安全", n)
	keep := func(key, prompt, text string, end ...string) time.Duration {
		x.typed(key)
		x.wait(prompt)
		x.typed(text)
		asked := time.Now()
		x.typed(end...)
		x.gone(prompt)
		return time.Since(asked)
	}
	switch {
	case n%20 == 0:
		s.said = append(s.said, "Obstacle "+text)
		return keep("o", "What stands in the way?", "Obstacle "+text, enter)
	case n%20 == 7:
		s.said = append(s.said, "Action "+text)
		return keep("a", "priority ", "Action "+text, enter)
	case n%20 == 13:
		s.said = append(s.said, "Topic "+text)
		return keep("p", "Park a topic", "Topic "+text, enter)
	case n%2 == 0 && x == s.host:
		return keep("yn"[n/2%2:n/2%2+1], "how do we know?", "mail of day "+text, enter)
	}
	text = fmt.Sprintf("n%d.", n)
	s.said = append(s.said, text)
	return keep("e", "Note by", " "+text, esc)
}

// goOn waits for the end of the thirty minutes where it is near, and goes on
// past it.
func (s *soak) goOn() {
	if s.ends.IsZero() || time.Until(s.ends) > 3*time.Second {
		return
	}
	const asks = "Go on past the end?"
	s.host.wait(asks)
	s.host.typed("y")
	s.host.gone(asks)
	s.ends = time.Time{}
}

// TestSoak is an hour at 50 changes a minute with a rep and an observer over
// ssh, and an import every ten minutes: nothing is lost, memory stays. It is a
// longer run: HALFHOUR_LONG=1 presses the 3,000 changes into as little time as
// they take, HALFHOUR_SOAK=1h spreads them over an hour.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("HALFHOUR_SOAK"))
	if err != nil && os.Getenv("HALFHOUR_LONG") == "" {
		t.Skip("a longer run: HALFHOUR_LONG=1, or HALFHOUR_SOAK=1h")
	}
	const changes, imports = 3000, 6
	s := &soak{shareTest: newShare(t, 200, 60)}
	s.code()
	said(t, s.env, "people", "add", "Odile Fabre", "--role", "executive")
	s.host.typed("S", "q")
	s.host.exit()
	s.start(200, 60)
	s.host.wait("Shared: how to join")
	s.rep = s.join(120, 36, s.key("ana"))
	s.host.wait("Ana participant")
	s.ends = time.Now().Add(30 * time.Minute)
	s.host.typed("S", enter, right, "S", "o")
	s.host.wait("Who looks on at")
	s.host.typed(enter)
	s.host.wait("for Odile Fabre, observer")
	s.executive = s.guest(120, 36, s.key("odile"))
	s.executive.wait("Type the code")
	s.executive.typed(s.code(), enter)
	s.executive.wait("Odile (you) observer")
	s.host.typed("S")
	s.host.wait("Obstacles and actions")
	s.rep.wait("Ready for")

	export := strings.TrimPrefix(s.env[2], "HALFHOUR_EXPORT=")
	text, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for n := range changes {
		time.Sleep(time.Until(began.Add(length / changes * time.Duration(n))))
		s.goOn()
		third := n * 3 / changes
		if n > 0 && n%(changes/3) == 0 { // each deal has its third
			s.host.typed(right)
			s.host.gone(fmt.Sprintf("n%d.", n-1))
			s.rep.gone(fmt.Sprintf("n%d.", n-1))
		}
		s.took[third] = append(s.took[third], s.change(n))
		if n%(changes/imports) == changes/imports/2 {
			later := strings.ReplaceAll(string(text), ",22000,", fmt.Sprintf(",%d,", 22000+n))
			if err := os.WriteFile(export, []byte(later), 0o600); err != nil {
				t.Fatal(err)
			}
			said(t, s.env, "import", export)
		}
		if (n+1)%(changes/3) == 0 {
			s.memory[third] = statusOf(fmt.Sprintf("/proc/%d/status", s.host.cmd.Process.Pid), "VmRSS:")
			slices.Sort(s.took[third])
			t.Logf("%d changes in %s: saved after %s p50, %s p99; the host's process has %d MiB", n+1, time.Since(began).Round(time.Second),
				s.took[third][len(s.took[third])/2].Round(time.Millisecond), s.took[third][len(s.took[third])*99/100].Round(time.Millisecond), s.memory[third]/1024)
		}
	}
	s.host.typed("q")
	s.host.exit()
	minutes := said(t, s.env, "export", "review")
	lost := slices.DeleteFunc(s.said, func(text string) bool { return strings.Contains(minutes, text) })
	if len(lost) > 0 {
		t.Errorf("%d lost, among them %q", len(lost), lost[:min(5, len(lost))])
	}
	if s.memory[2] > s.memory[0]*3/2+32<<10 {
		t.Errorf("memory grows: %d KiB after a third, %d at the end", s.memory[0], s.memory[2])
	}
	if left, _ := filepath.Glob(dbOf(s.env) + "-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
