package live_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/tui/live"
)

// forged is a signer that offers a key it does not have: its signatures are
// worth nothing.
type forged struct{ key ssh.PublicKey }

func (f forged) PublicKey() ssh.PublicKey { return f.key }
func (f forged) Sign(io.Reader, []byte) (*ssh.Signature, error) {
	format := f.key.Type()
	if format == ssh.KeyAlgoRSA {
		format = ssh.KeyAlgoRSASHA256
	}
	return &ssh.Signature{Format: format, Blob: make([]byte, 64)}, nil
}

func rsaKey(t *testing.T, bits int) ssh.Signer {
	t.Helper()
	if bits > 8192 { // one whose making does not take minutes; it is refused unseen
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		key, err := ssh.NewPublicKey(&rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 65537})
		if err != nil {
			t.Fatal(err)
		}
		return forged{key}
	}
	t.Setenv("GODEBUG", "rsa1024min=0")
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certified(t *testing.T) ssh.Signer {
	t.Helper()
	key := signer(t)
	cert := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"x"}, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, signer(t)); err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Where somebody is who came.
const (
	nowhere = ""        // no connection
	gate    = "at gate" // a line for a code
)

// Who comes in, and as what, is decided by the key that was proven or by a code
// that was used here, and by nothing else; and whoever it is, a connection gives
// them a terminal in the review and nothing more.
func TestWhoComesInAndWhatTheyReach(t *testing.T) {
	limits := live.DefaultLimits()
	limits.Connections, limits.Failures = 1000, 1000
	s := newShared(t, limits)
	rep, boss, stranger, gone, elsewhere := s.list(t, people[0]), s.list(t, people[1]), signer(t), s.list(t, people[2]), signer(t)
	s.register.keys[live.Key(elsewhere.PublicKey())] = people[9].ID // the rep of another review
	delete(s.register.keys, live.Key(gone.PublicKey()))
	invite := func(who agenda.Person) string {
		code := live.NewCode()
		if err := s.door.Invite(t.Context(), live.Invitation{Person: who, Part: agenda.Participant, Code: code}); err != nil {
			t.Fatal(err)
		}
		return code
	}
	used := invite(people[3])
	if _, err := s.door.Enter(t.Context(), "", used); err != nil {
		t.Fatal(err)
	}
	expired := invite(people[4])
	s.pass(agenda.CodeLife + time.Second)
	interactive := ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })
	keys := ssh.PublicKeys
	manager := forged{boss.PublicKey()}
	for _, who := range []struct {
		name string
		auth []ssh.AuthMethod
		code string
		want string
	}{
		{"nothing", nil, "", nowhere},
		{"no key", []ssh.AuthMethod{interactive}, "", gate},
		{"a password", []ssh.AuthMethod{ssh.Password("guess")}, "", nowhere},
		{"a stranger's key", []ssh.AuthMethod{keys(stranger)}, "", gate},
		{"a key that was forgotten", []ssh.AuthMethod{keys(gone)}, "", gate},
		{"the rep's key", []ssh.AuthMethod{keys(rep)}, "", "participant rep"},
		{"the rep of another review", []ssh.AuthMethod{keys(elsewhere)}, "", gate},
		{"a code that is too old", []ssh.AuthMethod{keys(stranger)}, expired, "no code waits"},
		{"a code that was used", []ssh.AuthMethod{keys(stranger)}, used, "no code waits"},
		{"a wrong code", []ssh.AuthMethod{keys(stranger)}, "fresh:AAAAA-AAAAA", "not the code"},
		{"a code", []ssh.AuthMethod{keys(signer(t))}, "fresh", "participant p5"},
		{"the manager's key, with a signature that proves nothing", []ssh.AuthMethod{keys(manager, rep), interactive}, "", nowhere},
		{"a certificate", []ssh.AuthMethod{keys(certified(t))}, "", nowhere},
		{"RSA of 1024 bits", []ssh.AuthMethod{keys(rsaKey(t, 1024))}, "", nowhere},
		{"RSA of 16384 bits", []ssh.AuthMethod{keys(rsaKey(t, 16384))}, "", nowhere},
		{"RSA of 2048 bits", []ssh.AuthMethod{keys(rsaKey(t, 2048))}, "", gate},
	} {
		t.Run(who.name, func(t *testing.T) {
			code := who.code
			if strings.HasPrefix(code, "fresh") {
				code = invite(people[7])
				if _, other, ok := strings.Cut(who.code, ":"); ok {
					code = other
				}
			}
			c, err := s.dial(who.auth...)
			if err != nil || who.want == nowhere {
				if who.want != nowhere || err == nil {
					t.Errorf("a connection: %v", err)
				}
				return
			}
			defer func() { _ = c.Close() }()
			want := who.want
			if code == "" {
				code = "-"
			}
			if got := s.shell(t, c, strings.TrimPrefix(code, "-"), want); !strings.Contains(got, want) {
				t.Errorf("they see %q, not %q", got, want)
			}
			s.nothingElse(t, who.auth)
		})
	}
}

// shell opens a terminal, types a code if there is one, and returns what is drawn.
func (s *shared) shell(t *testing.T, c *ssh.Client, code, want string) string {
	t.Helper()
	v := &visitor{Client: c}
	v.open(t)
	until(t, "something is drawn", patience, func() bool { return v.sees("parked ") })
	if code != "" {
		_, _ = io.WriteString(v.keys, code+"\r")
	}
	for end := time.Now().Add(5 * time.Second); !v.sees(want) && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return string(v.drawn)
}

// nothingElse asks for everything that ssh offers besides a terminal.
func (s *shared) nothingElse(t *testing.T, auth []ssh.AuthMethod) {
	t.Helper()
	run := func(do func(*ssh.Session) error) func(*ssh.Client) error {
		return func(c *ssh.Client) error {
			session, err := c.NewSession()
			if err != nil {
				return err
			}
			defer func() { _ = session.Close() }()
			return do(session)
		}
	}
	request := func(kind string) func(*ssh.Client) error {
		return run(func(session *ssh.Session) error {
			if ok, err := session.SendRequest(kind, true, nil); !ok || err != nil {
				return errors.Join(err, errors.New("refused"))
			}
			return nil
		})
	}
	for what, try := range map[string]func(*ssh.Client) error{
		"exec":           run(func(session *ssh.Session) error { return session.Run("ls") }),
		"scp":            run(func(session *ssh.Session) error { return session.Run("scp -f /etc/passwd") }),
		"sftp":           run(func(session *ssh.Session) error { return session.RequestSubsystem("sftp") }),
		"SetEnv":         run(func(session *ssh.Session) error { return session.Setenv("LD_PRELOAD", "/tmp/x.so") }),
		"-A":             request("auth-agent-req@openssh.com"),
		"-X":             request("x11-req"),
		"break":          request("break"),
		"-L":             func(c *ssh.Client) error { _, err := c.Dial("tcp", "127.0.0.1:22"); return err },
		"-D":             func(c *ssh.Client) error { _, err := c.Dial("tcp", "example.org:80"); return err },
		"-L to a socket": func(c *ssh.Client) error { _, err := c.Dial("unix", "/run/docker.sock"); return err },
		"-R":             func(c *ssh.Client) error { _, err := c.Listen("tcp", "127.0.0.1:0"); return err },
		"-R of a socket": func(c *ssh.Client) error { _, err := c.Listen("unix", "/tmp/x.sock"); return err },
		"a second session": func(c *ssh.Client) error {
			if _, err := c.NewSession(); err != nil {
				t.Error(err)
			}
			_, err := c.NewSession()
			return err
		},
		"a channel of no known kind": func(c *ssh.Client) error { _, _, err := c.OpenChannel("x11", nil); return err },
	} {
		c, err := s.dial(auth...)
		if err != nil {
			t.Fatal(err)
		}
		if err := try(c); err == nil {
			t.Errorf("%s is accepted", what)
		}
		_ = c.Close()
	}
}

// Ten thousand variables are as good as none.
func TestManyVariables(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	c, err := s.dial(ssh.PublicKeys(s.list(t, people[0])))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	v := &visitor{Client: c}
	if v.session, err = c.NewSession(); err != nil {
		t.Fatal(err)
	}
	for i := range 10000 {
		if _, err := v.session.SendRequest("env", false, ssh.Marshal(struct{ Name, Value string }{fmt.Sprint("V", i), strings.Repeat("x", 100)})); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.session.Setenv("LANG", "de_DE.UTF-8"); err != nil {
		t.Errorf("LANG is refused: %v", err)
	}
	v.open(t)
	until(t, "the review is drawn", patience, func() bool { return v.sees("parked 0.") })
}
