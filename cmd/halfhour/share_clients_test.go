package main

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A client that only knows an old way to agree on keys is told so by itself, and
// the host's screen does not change.
func TestAnOldClient(t *testing.T) {
	s := newShare(t, 120, 36)
	s.host.wait("Dana host, is at the door", "esc back")
	before := s.host.shown()
	out, code := s.run("", "-o", "KexAlgorithms=diffie-hellman-group1-sha1", "localhost")
	if strings.Contains(out, "Bad SSH2 KexAlgorithms") {
		t.Skip("this client is too new for that")
	}
	if code != 255 || !strings.Contains(out, "no matching key exchange method found. Their offer:") {
		t.Errorf("%d, %q", code, out)
	}
	if after := s.host.shown(); after != before {
		t.Errorf("the host's screen became\n%s\nfrom\n%s", after, before)
	}
}

// Guests with few colours or none, other characters, or a very small window each
// get what their terminal can show, and words where it cannot.
func TestTerminalsOfGuests(t *testing.T) {
	s := newShare(t, 120, 36)
	key := s.key("ana")
	s.code()
	for _, c := range []struct {
		name string
		w, h int
		env  []string
		want string
		none string // is not sent
	}{
		{"an old terminal", 80, 24, []string{"TERM=vt100"}, "Type the code", "\x1b[38;"},
		{"a console", 80, 24, []string{"TERM=linux"}, "Type the code", "\x1b[38;"},
		{"no colours", 80, 24, []string{"NO_COLOR=1"}, "Type the code", "\x1b[38;"},
		{"a terminal that cannot place text", 80, 24, []string{"TERM=dumb"}, "it cannot place text (TERM=dumb)", "\x1b[?1049h"},
		{"another locale", 80, 24, []string{"LC_ALL=zh_CN.GBK"}, "Your locale is zh_CN.GBK and this is UTF-8", ""},
		{"the C locale", 80, 24, []string{"LANG=C"}, "Your locale is C and this is UTF-8", ""},
		{"its locale", 80, 24, []string{"LANG=C", "LC_ALL=de_DE.UTF-8"}, "Type the code", "Your locale"},
		{"twenty columns", 20, 24, nil, "Please make it", ""},
	} {
		args := append(s.options(key), "-o", "SendEnv=LANG LC_ALL NO_COLOR COLORTERM", "localhost")
		x := startTerminal(t, c.w, c.h, append([]string{"COLORTERM=", "LC_ALL="}, c.env...), "ssh", args...)
		x.until(c.want, func(shown string) bool {
			return strings.Contains(strings.Join(strings.Fields(shown), " "), c.want)
		})
		if c.none != "" && strings.Contains(x.written(), c.none) {
			t.Errorf("%s is sent %q", c.name, c.none)
		}
		x.kill()
	}
}

// Whatever a client calls its user, its terminal, its locale and itself, neither
// screen and no line of the log gives an order: OpenSSH refuses to send such a
// name, so that another client does.
func TestAClientOfEscapes(t *testing.T) {
	s := newShare(t, 120, 36)
	s.host.wait("Dana host, is at the door", "esc back")
	before := s.host.shown()
	const orders = "\x1b]0;owned\a\x1b[6n\u009b\u202e"
	raw, err := net.Dial("tcp", "127.0.0.1:"+s.port) // x/crypto refuses to send controls here
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(raw, "SSH-2.0-"+orders+"\r\n"+orders+"\r\n")
	_, _ = io.Copy(io.Discard, raw)
	_ = raw.Close()
	client, err := ssh.Dial("tcp", "127.0.0.1:"+s.port, &ssh.ClientConfig{User: orders, HostKeyCallback: ssh.InsecureIgnoreHostKey(), ClientVersion: "SSH-2.0-owned\u009b\u202e",
		Auth: []ssh.AuthMethod{ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(session.Setenv("LC_ALL", "locale"+orders), session.Setenv("COLORTERM", orders), session.RequestPty("xterm"+orders, 24, 80, nil), session.Shell()); err != nil {
		t.Fatal(err)
	}
	var seen strings.Builder
	for buf := make([]byte, 4096); !strings.Contains(seen.String(), "Type") || !strings.Contains(seen.String(), "locale␛"); {
		n, err := out.Read(buf)
		if seen.Write(buf[:n]); err != nil {
			t.Fatalf("%v after %q", err, seen.String())
		}
	}
	if after := s.host.shown(); after != before {
		t.Errorf("the host's screen became\n%s\nfrom\n%s", after, before)
	}
	if bad := foreign(seen.String()); bad != nil || strings.Contains(s.host.written(), "owned") || foreign(s.host.written()) != nil {
		t.Errorf("the guest is sent %q", bad)
	}
	path := filepath.Join(filepath.Dir(strings.TrimPrefix(s.env[0], "HALFHOUR_DB=")), "ssh.log")
	log := settles(t, func() string { text, _ := os.ReadFile(path); return string(text) }, func(got string) bool { return strings.Contains(got, "no connection") })
	if obeyed(log) != nil || !strings.Contains(log, "no connection") {
		t.Errorf("the log is %q", log)
	}
}

// Who showed no key hears before and after that coming back takes another code,
// and so it does.
func TestAGuestWithoutAKey(t *testing.T) {
	s := newShare(t, 120, 36)
	code := s.code()
	x := s.guest(80, 24, "")
	x.wait("You have shown no SSH key")
	x.typed(code, enter)
	x.wait("(you)")
	x.typed("q")
	x.exit()
	x.has("you showed no SSH key, so that you come back with another code")
	s.host.wait("Ana left")
	x = s.guest(80, 24, "")
	x.wait("Type the code")
	x.typed(code, enter)
	x.wait("No code waits")
	s.host.typed("i")
	s.host.wait("A new code for Ana.")
	x.typed(strings.Repeat(backspace, 20), s.code(), enter)
	x.wait("(you)")
}
