package main

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// shareTest is a review that is shared on this computer, with OpenSSH's own
// client to join it.
type shareTest struct {
	t      *testing.T
	folder string
	env    []string // of the host
	port   string
	host   *terminal

	program string // of the host
	rep     string
}

// newShare starts a shared review of Ana Ruiz in a window of w×h cells.
func newShare(t *testing.T, w, h int, args ...string) *shareTest {
	t.Helper()
	if _, err := exec.LookPath("ssh"); err != nil {
		t.Skip("OpenSSH's client is not installed: apt-get install openssh-client")
	}
	s := &shareTest{t: t, folder: t.TempDir(), env: fileWithDeals(t), program: "halfhour", rep: "ana"}
	s.env = append(s.env, "XDG_DATA_HOME="+filepath.Join(s.folder, "data"))
	s.port = freePort(t)
	s.start(w, h, args...)
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func (s *shareTest) start(w, h int, args ...string) {
	s.t.Helper()
	args = append([]string{"review", "--rep", s.rep, "--share=127.0.0.1:" + s.port}, args...)
	s.host = startTerminal(s.t, w, h, s.env, s.program, args...)
}

var codeOnScreen = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}`)

// code reads the code off the host's screen.
func (s *shareTest) code() string {
	s.t.Helper()
	s.host.until("a code", func(shown string) bool { return codeOnScreen.MatchString(shown) })
	return codeOnScreen.FindString(s.host.shown())
}

// key makes a key pair and returns its file.
func (s *shareTest) key(name string, how ...string) string {
	s.t.Helper()
	file := filepath.Join(s.folder, name)
	if len(how) == 0 {
		how = []string{"-t", "ed25519"}
	}
	if out, err := exec.Command("ssh-keygen", append([]string{"-q", "-N", "", "-f", file}, how...)...).CombinedOutput(); err != nil {
		s.t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
	return file
}

// options are those of a client that nobody has configured, with a key or none.
func (s *shareTest) options(key string) []string {
	args := []string{"-F", "none", "-o", "UserKnownHostsFile=" + filepath.Join(s.folder, "known_hosts"),
		"-o", "StrictHostKeyChecking=accept-new", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-p", s.port}
	if key == "" {
		return append(args, "-o", "IdentityFile=none")
	}
	return append(args, "-i", key)
}

// guest joins from a terminal of w×h cells.
func (s *shareTest) guest(w, h int, key string, more ...string) *terminal {
	s.t.Helper()
	return startTerminal(s.t, w, h, nil, "ssh", append(append(s.options(key), more...), "localhost")...)
}

// join joins and types the code.
func (s *shareTest) join(w, h int, key string) *terminal {
	s.t.Helper()
	code := s.code()
	x := s.guest(w, h, key)
	x.wait("Type the code")
	x.typed(code, enter)
	x.wait("(you)")
	return x
}

// run runs the client without a terminal.
func (s *shareTest) run(key string, args ...string) (said string, code int) {
	s.t.Helper()
	cmd := exec.Command("ssh", append(s.options(key), args...)...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// Both see the same review, and each sees what the other types.
func TestTwoPeopleOneReview(t *testing.T) {
	s := newShare(t, 160, 50)
	s.host.wait("ssh -p "+s.port+" localhost", "SHA256:", "[localhost]:"+s.port)
	rep := s.join(80, 24, s.key("ana"))
	s.host.wait("Ana participant", "Ana is here")
	rep.wait("Dana host", "not started", "The 3 deals for today", "The host starts the clock")

	s.host.typed("S", enter, right) // start, and on to the first deal
	rep.wait("▶ ", "Exit 0/3", "left")
	s.host.typed("o", "Legal has not seen it", enter)
	s.host.wait("▪ Legal has not seen it")
	rep.typed(tab)
	rep.wait("▪ Legal has not seen it")

	rep.typed("e", "CISO is back on Thursday")
	s.host.wait("Ana participant, is typing a note", "CISO is back on Thursday …")
	rep.typed(esc)
	s.host.wait("CISO is back on Thursday")
	s.host.gone("Thursday …")

	// What is the host's is off, and says why; the way on is asked for.
	rep.typed(" ")
	rep.wait("The host has the clock")
	rep.typed(right)
	s.host.wait("Ana asks to go on to")
	s.host.typed(right)
	s.host.gone("asks to go on to")

	// Looking around leaves the meeting where it is.
	rep.typed("[")
	rep.wait("You look around: the meeting is at")
	s.host.wait("Ana participant, looks at")
	rep.typed(".")
	rep.gone("You look around")
	rep.resize(60, 18)
	rep.wait("(you)")
	rep.resize(20, 10)
	rep.wait("Please make")
	rep.resize(100, 30)
	rep.wait("(you)")

	// The last screen is the list of actions, and leaving prints it.
	rep.typed("a", "Send the SOC 2 report", enter)
	s.host.wait("Send the SOC 2 report")
	s.host.typed(right, right, right, "f", "y")
	rep.wait("Finished in", "1 action of Ana Ruiz's review", "Send the SOC 2 report", "The review is over; all is saved.")
	rep.typed("q")
	if code := rep.exit(); code != 0 {
		t.Errorf("ssh ended with %d", code)
	}
	rep.has("Actions of Ana Ruiz's review", "Send the SOC 2 report · Ana Ruiz · due")
	s.host.wait("Minutes: ")
	s.host.typed("q")
	s.host.exit()
	minutes, err := filepath.Glob(filepath.Join(filepath.Dir(strings.TrimPrefix(s.env[0], "HALFHOUR_DB=")), "reviews", "*.md"))
	if err != nil || len(minutes) != 1 {
		t.Fatalf("%q, %v", minutes, err)
	}
	text, err := os.ReadFile(minutes[0])
	if err != nil || !strings.Contains(string(text), "Attendance over ssh: Ana Ruiz joined ") {
		t.Errorf("the minutes do not say who came: %v\n%s", err, text)
	}
}

// The host may hand the clock over, mute, close the door and remove; each is
// seen within a second.
func TestTheHostLeads(t *testing.T) {
	s := newShare(t, 120, 36)
	rep := s.join(80, 24, s.key("ana"))
	s.host.wait("Ana participant")
	for _, step := range []struct{ key, rep string }{
		{"c", "Ana (you) participant, has the clock"},
		{"c", "Dana has the clock."},
		{"m", "Ana (you) participant, muted"},
	} {
		s.host.typed(step.key)
		began := time.Now()
		rep.wait(step.rep)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %s", step.key, took)
		}
	}
	rep.typed("e")
	rep.wait("muted your keyboard")
	s.host.typed("m")
	rep.wait("Ana can write again")
	s.host.typed("c")
	rep.wait("has the clock")
	rep.typed(" ")
	s.host.wait("ends ")
	s.host.typed("d")
	s.host.wait("door closed")
	other := s.guest(80, 24, s.key("other"))
	other.wait("Type the code")
	other.typed("AAAAA-AAAAA", enter)
	other.wait("host has closed the door")
	s.host.typed("r")
	rep.exit()
	rep.has("The host has ended your part in this review")
	s.host.wait("Ana was removed")
	again := s.guest(80, 24, filepath.Join(s.folder, "ana"))
	again.wait("Type the code")
	again.typed("AAAAA-AAAAA", enter)
	again.wait("The host has")
}

// Who may come in, with OpenSSH's client: what is offered proves nothing.
func TestWhoComesIn(t *testing.T) {
	s := newShare(t, 120, 36)
	listed, stranger, elsewhere := s.key("listed"), s.key("stranger"), s.key("elsewhere")
	db := s.env
	said(t, db, "people", "key", "ana", listed+".pub")
	said(t, db, "people", "key", "bo", elsewhere+".pub")
	weak := s.key("weak", "-t", "rsa", "-b", "1024")
	s.key("ca")
	certified := s.key("certified")
	if out, err := exec.Command("ssh-keygen", "-q", "-s", filepath.Join(s.folder, "ca"), "-I", "ana", "-n", "ana", certified+".pub").CombinedOutput(); err != nil {
		t.Fatalf("certify: %v\n%s", err, out)
	}
	boss, fresh := s.key("boss"), s.key("fresh")
	said(t, db, "people", "key", "dana", boss+".pub")
	code := s.code()

	const gate, in = "Type the code", "Ana (you)"
	byCode := s.guest(80, 24, offered(t, boss), "-i", fresh)
	byCode.wait(gate)
	byCode.typed(code, enter)
	byCode.wait(in)
	byCode.typed("q")
	byCode.exit()
	for name, c := range map[string]struct {
		key  string
		more []string
		want string
	}{
		"no key":                         {"", nil, gate},
		"a stranger's key":               {stranger, nil, gate},
		"the key of another rep":         {elsewhere, nil, gate},
		"a weak key is no key":           {weak, nil, gate},
		"a certificate is no key":        {certified, []string{"-o", "CertificateFile=" + certified + "-cert.pub"}, gate},
		"the listed key":                 {listed, nil, in},
		"listed.pub offered, not proven": {offered(t, listed), []string{"-i", stranger}, gate},
		"boss.pub offered, not proven":   {offered(t, boss), []string{"-i", listed}, in},
	} {
		x := s.guest(80, 24, c.key, c.more...)
		x.wait(c.want)
		if other := map[string]string{gate: in, in: gate}[c.want]; strings.Contains(x.shown(), other) {
			t.Errorf("%s: also %q:\n%s", name, other, x.shown())
		}
		x.kill()
	}
	if _, code := s.run("", "-o", "PreferredAuthentications=password", "-o", "BatchMode=yes", "localhost"); code != 255 {
		t.Errorf("a password opens: %d", code)
	}
	// A key that was forgotten is a stranger's.
	said(t, db, "people", "key", "ana", "--forget")
	forgotten := s.key("forgotten")
	said(t, db, "people", "key", "ana", forgotten+".pub")
	said(t, db, "people", "key", "ana", "--forget")
	x := s.guest(80, 24, forgotten)
	x.wait(gate)
}

// offered is the public half of a key alone: a client offers it and can prove
// nothing with it.
func offered(t *testing.T, key string) string {
	t.Helper()
	text, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "offered.pub")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Nothing but the review stands behind the door.
func TestNothingElseBehindTheDoor(t *testing.T) {
	s := newShare(t, 120, 36)
	key := s.key("ana")
	s.code()
	file := filepath.Join(s.folder, "stolen")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"localhost", "ls"}, "no commands, no files"},
		{[]string{"-T", "localhost"}, "needs a terminal"},
		{[]string{"-s", "localhost", "sftp"}, "subsystem request failed"},
		{[]string{"-A", "-T", "localhost"}, "needs a terminal"},
		{[]string{"-X", "-T", "localhost"}, "needs a terminal"},
		{[]string{"-T", "-o", "ExitOnForwardFailure=yes", "-R", "0:localhost:22", "localhost"}, "remote port forwarding failed"},
		{[]string{"-W", "localhost:22", "localhost"}, "unknown channel type"},
	} {
		out, code := s.run(key, c.args...)
		if code == 0 || !strings.Contains(out, c.want) {
			t.Errorf("ssh %s: %d, %q", strings.Join(c.args, " "), code, out)
		}
	}
	for _, how := range [][]string{{"-O"}, {"-s"}} { // the old protocol and sftp
		args := append(how, "-F", "none", "-o", "UserKnownHostsFile="+filepath.Join(s.folder, "known_hosts"), "-o", "IdentitiesOnly=yes", "-i", key, "-P", s.port, "localhost:/etc/passwd", file)
		if out, err := exec.Command("scp", args...).CombinedOutput(); err == nil {
			t.Errorf("scp %s took a file: %s", how, out)
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("a file came through")
		}
	}
	// The host's screen shows nothing of all that.
	s.host.has("Nobody is here yet.")
	// A connection that is shared has one terminal.
	socket := filepath.Join(s.folder, "control")
	x := s.guest(80, 24, key, "-M", "-S", socket)
	x.wait("Type the code")
	s.guest(80, 24, key, "-S", socket).wait("refused") // and asks for a connection of its own
}

// A wrong code five times makes it void, and the host is told; a new one is one
// key away.
func TestWrongCodes(t *testing.T) {
	s := newShare(t, 120, 36)
	code := s.code()
	x := s.guest(80, 24, s.key("ana"))
	x.wait("Type the code")
	for i, want := range []string{"4 more tries", "3 more tries", "2 more tries", "1 more tries", "the code is void"} {
		if i > 0 {
			x.typed(strings.Repeat(backspace, 20))
		}
		x.typed("00000-0000"+string(rune('0'+i)), enter)
		x.wait(want)
	}
	s.host.wait("the code is void", "none waits")
	x.typed(strings.Repeat(backspace, 20), code, enter)
	x.wait("No code waits")
	s.host.typed("i")
	s.host.wait("A new code for Ana.")
	x.typed(strings.Repeat(backspace, 20), strings.ToLower(s.code()), enter)
	x.wait("(you)")
}

// Whoever drops comes back with the same key, to where the meeting is; so they
// do when the host's program was killed.
func TestDropAndReturn(t *testing.T) {
	s := newShare(t, 120, 36)
	key := s.key("ana")
	rep := s.join(80, 24, key)
	s.host.typed("S", enter, right)
	rep.wait("Exit")
	rep.typed("e", "half a tho")
	s.host.wait("half a tho …")
	_ = rep.cmd.Process.Signal(syscall.SIGSTOP) // its network is gone
	s.host.typed(right)
	s.host.wait("Ana left")
	if strings.Contains(s.host.shown(), "● Ana") {
		t.Errorf("Ana is still there:\n%s", s.host.shown())
	}
	rep.kill()
	rep = s.guest(80, 24, key)
	rep.wait("(you)", "Exit")
	s.host.wait("● Ana participant")

	s.host.kill()
	rep.exit()
	s.start(120, 36)
	s.host.wait("Go on?")
	s.host.typed(enter)
	s.host.wait("Shared: how to join")
	rep = s.guest(80, 24, key)
	rep.wait("(you)", "Exit")
	s.host.wait("● Ana participant")
	rep.typed("[", "e")
	rep.wait("half a tho")
}

// Two edits of one action: the second sees that it changed, and chooses.
func TestTwoEditsOfOneAction(t *testing.T) {
	s := newShare(t, 120, 36)
	rep := s.join(120, 36, s.key("ana"))
	s.host.typed("S", enter, right, "a", "Book the call", enter)
	rep.wait("Book the call")
	rep.typed(tab)
	rep.wait("Obstacles and actions")
	for _, x := range []*terminal{s.host, rep} {
		x.typed(enter)
		x.wait("Change the action")
	}
	s.host.typed(" with the CISO", enter)
	s.host.gone("Change the action")
	rep.typed(" on Monday", enter)
	rep.wait("Somebody changed this meanwhile", "“Book the call with the CISO”")
	rep.typed("m")
	rep.gone("Change the action")
	s.host.wait("Book the call on Monday")
}

// An observer sees one deal, and nothing of the others.
func TestAnObserverSeesOneDeal(t *testing.T) {
	s := newShare(t, 120, 36)
	s.code()
	said(t, s.env, "people", "add", "Odile Fabre", "--role", "executive")
	s.host.typed("S", "q")
	s.host.exit()
	s.start(120, 36)
	s.host.wait("Shared: how to join")
	s.host.typed("S", enter, right, "S", "o")
	s.host.wait("Who looks on at")
	s.host.typed(enter)
	s.host.wait("for Odile Fabre, observer")
	x := s.guest(120, 36, s.key("odile"))
	x.wait("Type the code")
	x.typed(s.code(), enter)
	x.wait("Odile (you) observer", "Nordlicht renewal", "No notes yet.")
	for _, other := range []string{"青岚", "Routing", "Kestrel", "Pipeline of"} {
		if strings.Contains(x.shown(), other) {
			t.Errorf("the observer sees %q:\n%s", other, x.shown())
		}
	}
	x.typed("e")
	x.wait("an action of your own is all")
	x.typed("a", "Call their CFO @odile", enter)
	s.host.typed("S")
	s.host.wait("Call their CFO", "Odile")
	s.host.typed(right)
	x.wait("The meeting is at another part")
	if strings.Contains(x.shown(), "青岚") || strings.Contains(x.written(), "Routing") {
		t.Error("the next deal reached the observer")
	}
}

// A hostile guest: escape sequences in the user name, ctrl-z, binary floods,
// windows of no size. The host's screen stays what halfhour drew.
func TestAHostileGuest(t *testing.T) {
	s := newShare(t, 120, 36)
	code := s.code()
	s.host.typed("S")
	x := s.guest(80, 24, s.key("ana"), "-l", "owned\u202eroot", "-o", "SetEnv=LANG=\x1b[2J")
	x.wait("Type the code")
	x.typed(code, enter)
	x.wait("(you)")
	x.typed("\x1a") // ctrl-z
	s.host.typed("?")
	s.host.wait("Keys")
	s.host.typed("?")
	_ = pty.Setsize(x.pty, &pty.Winsize{})
	_ = pty.Setsize(x.pty, &pty.Winsize{Cols: 65535, Rows: 65535})
	_ = pty.Setsize(x.pty, &pty.Winsize{Cols: 80, Rows: 24})
	x.typed("e")
	x.wait("Note by Ana")
	go func() { // more than anybody types
		junk := strings.Repeat("\x1b[200~\x00\xff\x1b[31mAAAA", 1000)
		for range 100 {
			if _, err := io.WriteString(x.pty, junk); err != nil {
				return
			}
		}
	}()
	x.exit()
	s.host.wait("Ana left")
	s.host.typed("q")
	s.host.exit()
	if raw := s.host.written(); strings.Contains(raw, "owned") || strings.Contains(raw, "panic") {
		t.Error("the guest wrote on the host's terminal")
	}
}

// What is wrong with an address is said before any screen.
func TestAddressesThatCannotBe(t *testing.T) {
	env := append(fileWithDeals(t), "XDG_DATA_HOME="+t.TempDir())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	taken := l.Addr().String()
	for address, want := range map[string]string{
		taken:                "is in use on this computer: --share=127.0.0.1:",
		"203.0.113.7:2222":   "203.0.113.7 is not an address of this computer",
		"127.0.0.1:0":        "\"0\" is not a port",
		"no.such.host.:2222": "no.such.host. is not an address of this computer",
	} {
		x := runTerminal(t, 120, 36, env, "review", "--rep", "ana", "--share="+address)
		if code := x.exit(); code == 0 {
			t.Errorf("--share=%s succeeds", address)
		}
		x.has(want)
	}
}

// The host key is this computer's, for nobody else to read, and stays the same;
// a client that met another one stops.
func TestHostKey(t *testing.T) {
	s := newShare(t, 120, 36)
	file := filepath.Join(s.folder, "data", "halfhour", hostKeyName)
	s.code()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	first := keyLine.FindString(s.host.shown())
	s.host.typed("S", "q")
	s.host.exit()
	s.start(120, 36)
	s.code()
	if again := keyLine.FindString(s.host.shown()); again != first || first == "" {
		t.Errorf("%q became %q", first, again)
	}
	x := s.join(80, 24, s.key("ana"))
	x.typed("q")
	x.exit()
	s.host.typed("S", "q")
	s.host.exit()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s.start(120, 36)
	s.code()
	if out, code := s.run(filepath.Join(s.folder, "ana"), "-T", "localhost"); code != 255 || !strings.Contains(out, "REMOTE HOST IDENTIFICATION HAS CHANGED") {
		t.Errorf("%d, %s", code, out)
	}
}

var keyLine = regexp.MustCompile(`SHA256:[A-Za-z0-9+/]+`)

// Both screens of one moment, side by side.
func TestBothScreens(t *testing.T) {
	s := newShare(t, 100, 30)
	rep := s.join(80, 24, s.key("ana"))
	s.host.typed("S", enter, right, "o", "Legal has not seen it", enter)
	s.host.wait("▪ Legal has not seen it")
	rep.typed("e", "CISO is back on Thursday")
	s.host.wait("CISO is back on Thursday …")
	shot := beside(s.host.shown(), rep.shown(), 100)
	for _, want := range []string{"● Dana host   ● Ana participant, is typing a note", "(you)", "Note by Ana"} {
		if !strings.Contains(shot, want) {
			t.Errorf("no %q in\n%s", want, shot)
		}
	}
	t.Logf("the host's screen and the rep's:\n%s", shot)
}

func beside(left, right string, w int) string {
	a, b := strings.Split(left, "\n"), strings.Split(right, "\n")
	var out strings.Builder
	for i := range max(len(a), len(b)) {
		l, r := "", ""
		if i < len(a) {
			l = a[i]
		}
		if i < len(b) {
			r = b[i]
		}
		out.WriteString(l + strings.Repeat(" ", max(w-len([]rune(l)), 0)) + " ┃ " + r + "\n")
	}
	return out.String()
}
