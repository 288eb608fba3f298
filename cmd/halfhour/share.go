package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
	"halfhour/tui/guest"
	"halfhour/tui/live"
)

// shareOptions are the flags of a command that can be shared.
type shareOptions struct {
	address string // "" for not shared
	info    bool
}

func (o *shareOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.address, "share", "", "let others join with plain ssh: on this computer only, or on an `ADDRESS` like :2222 or 192.168.1.20:2222")
	f.Lookup("share").NoOptDefVal = here
	f.BoolVar(&o.info, "share-info", false, "print how to join, the code and the host key before the screen opens")
}

// shared is a door that was opened before the screen.
type shared struct {
	listener net.Listener
	outside  bool
	code     string
}

// prepare opens the door, so that what is wrong with the address is said before
// any screen; nil when nothing is to be shared.
func (o shareOptions) prepare(p *program) (*shared, error) {
	if o.address == "" {
		if o.info {
			return nil, misuse("--share-info says how to join a shared review: add --share")
		}
		return nil, nil
	}
	key, err := hostKey()
	if err != nil {
		return nil, err
	}
	l, outside, err := listen(o.address)
	if err != nil {
		return nil, err
	}
	s := &shared{l, outside, live.NewCode()}
	if o.info {
		command, names := joinCommand(l.Addr())
		_, _ = fmt.Fprintf(p.err, "command:     %s\ncode:        %s\nhost key:    %s\nknown_hosts: %s\n",
			command, s.code, ssh.FingerprintSHA256(key.PublicKey()), knownHost(names, key))
	}
	return s, nil
}

func knownHost(names []string, key ssh.Signer) string {
	return strings.Join(names, ",") + " " + live.Key(key.PublicKey())
}

// sharing is the door of a room on this computer.
type sharing struct {
	desk *desk
	room *live.Room
	door *live.Door

	mu     sync.Mutex
	server *live.Server
}

func newSharing(ctx context.Context, d *desk, room *live.Room) (*sharing, error) {
	door, err := live.NewDoor(ctx, room, d.st, store.NewID)
	return &sharing{desk: d, room: room, door: door}, err
}

// Open begins to listen where nothing was named: on this computer, or on its
// network too.
func (s *sharing) Open(outside bool) error {
	address := here
	if outside {
		address = fmt.Sprintf(":%d", sharePort)
	}
	l, outside, err := listen(address)
	if err != nil {
		return err
	}
	return s.start(&shared{l, outside, ""})
}

// start serves guests who come to a listener, and invites the rep.
func (s *sharing) start(at *shared) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server != nil {
		return errors.Join(errors.New("the review is shared already"), at.listener.Close())
	}
	key, err := hostKey()
	if err != nil {
		return errors.Join(err, at.listener.Close())
	}
	server := &live.Server{
		Door: s.door, HostKey: key, Outside: at.outside, Limits: live.DefaultLimits(), Log: s.desk.sshLog(),
		Program: func(ctx context.Context, v live.Visit) live.Guest { return guest.New(ctx, v, store.NewID) },
	}
	command, names := joinCommand(at.listener.Addr())
	s.door.Announce(at.listener.Addr().String(), command, ssh.FingerprintSHA256(key.PublicKey()), knownHost(names, key))
	if err := s.inviteFirst(at.code); err != nil {
		return errors.Join(err, at.listener.Close())
	}
	if err := server.Start(at.listener); err != nil {
		s.door.Announce("", "", "", "")
		return errors.Join(err, at.listener.Close())
	}
	s.server = server
	return nil
}

// inviteFirst makes the code for the rep; a rep who is at the keyboard invites
// the manager.
func (s *sharing) inviteFirst(code string) error {
	b := s.room.State().Briefing
	who := b.Rep
	if me, known, err := s.desk.st.Me(context.Background()); err == nil && known && me.ID == who.ID && b.Manager.ID != "" {
		who = b.Manager
	}
	return s.door.Invite(context.Background(), live.Invitation{Person: who, Part: agenda.Participant, Code: code})
}

// Close ends the sharing; whoever was in is told.
func (s *sharing) Close() { s.end("The host ended the sharing of this review.") }

func (s *sharing) end(why string) {
	if s == nil { // a prep has no door
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return
	}
	s.server.Stop(why)
	s.server = nil
	s.door.Announce("", "", "", "")
}

// Invite makes a code for somebody.
func (s *sharing) Invite(who agenda.Person, part agenda.Part, dealID string) error {
	return s.door.Invite(context.Background(), live.Invitation{Person: who, Part: part, DealID: dealID})
}

// Shut closes the door, or opens it.
func (s *sharing) Shut(closed bool) { s.door.Shut(closed) }

// Remove ends somebody's part in the review.
func (s *sharing) Remove(seat int) error { return s.door.Remove(context.Background(), seat) }

// mailFolder stands beside the file and has the drafts of invitations.
const mailFolder = "mail"

// Mail writes the newest invitation as a draft of an e-mail.
func (s *sharing) Mail() (string, error) {
	state := s.room.State()
	if state.Sign == nil || state.Sign.Address == "" || len(state.Sign.Codes) == 0 {
		return "", errors.New("there is no code to send: i makes one")
	}
	code := state.Sign.Codes[0]
	release, err := s.desk.hold()
	if err != nil {
		return "", err
	}
	defer release()
	mail := invitation(state, code, s.desk.now())
	folder := filepath.Join(filepath.Dir(s.desk.st.Path()), mailFolder)
	if err := disk.PrivateFolder(folder); err != nil {
		return "", err
	}
	name, err := writeNumbered(folder, fileWords("invitation "+code.Person.Name)+".eml", mail.Write)
	if err != nil {
		return "", fmt.Errorf("write into %s: %w", folder, err)
	}
	return filepath.Join(folder, name), nil
}

func invitation(state live.State, code live.Code, now time.Time) minutes.Mail {
	b, sign := state.Briefing, state.Sign
	about := "our pipeline review"
	if d, ok := b.Deal(code.DealID); ok && code.Part == agenda.Observer {
		about = "our talk about " + d.Name
	}
	body := fmt.Sprintf("Hello %s,\n\nplease join %s. In a terminal, type\n\n    %s\n\nand then the code %s. It lets you in once, until %s.\n\n"+
		"The first time, ssh asks whether it knows this computer. The fingerprint of its key is\n\n    %s\n\nor put this line into ~/.ssh/known_hosts before:\n\n    %s\n",
		code.Person.First(), about, sign.Command, code.Code, code.Expires.Local().Format("15:04"), sign.Fingerprint, sign.KnownHost)
	if host, _, err := net.SplitHostPort(sign.Address); err == nil && net.ParseIP(host).IsLoopback() {
		body += "\nThe review is shared on my computer only: you need a tunnel to it, or sit at it.\n"
	}
	return minutes.Mail{To: code.Person, From: b.Manager, Subject: "Join " + about, Body: body, Date: now}
}

// mostLog is how large the log of guests may grow before it begins anew.
const mostLog = 1 << 20

// sshLog returns what writes a line about guests into a file beside the
// database.
func (d *desk) sshLog() func(string) {
	path := filepath.Join(filepath.Dir(d.st.Path()), "ssh.log")
	var mu sync.Mutex
	return func(text string) {
		mu.Lock()
		defer mu.Unlock()
		flags := os.O_CREATE | os.O_APPEND | os.O_WRONLY
		info, err := os.Lstat(path)
		switch {
		case err == nil && !info.Mode().IsRegular():
			return
		case err == nil && info.Size() > mostLog:
			flags |= os.O_TRUNC
		}
		f, err := os.OpenFile(path, flags, 0o600)
		if err != nil {
			return // a review goes on without its log
		}
		if info != nil && info.Mode().Perm()&0o077 != 0 {
			_ = f.Chmod(0o600)
		}
		_, _ = io.WriteString(f, d.now().Format(time.RFC3339)+" "+string(safe.Line(text))+"\n")
		_ = f.Close()
	}
}
