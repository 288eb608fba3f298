// Command served is the least that a program for several people can be: a bare
// Bubble Tea program for whoever starts it and one for each guest, served by
// wish. All show one number, which counts keys, and seconds when it
// is asked to. Benchmarks hold a
// shared review against it.
package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	"charm.land/wish/v2/bubbletea"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run listens on an address and shows the number until q.
func run(address string) error {
	r := &room{}
	host := tea.NewProgram(model{room: r, host: true})
	r.programs = append(r.programs, host)
	folder, err := os.MkdirTemp("", "served-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	server, err := wish.NewServer(
		wish.WithHostKeyPath(filepath.Join(folder, "key")),
		wish.WithPublicKeyAuth(func(ssh.Context, ssh.PublicKey) bool { return true }),
		wish.WithMiddleware(bubbletea.MiddlewareWithProgramHandler(r.guest)),
	)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go func() { _ = server.Serve(l) }()
	go func() {
		for range time.Tick(time.Second) {
			if r.counts.Load() {
				r.count()
			}
		}
	}()
	_, err = host.Run()
	return err
}

// room is everybody who looks at the number.
type room struct {
	mu       sync.Mutex
	number   int
	counts   atomic.Bool // seconds too
	programs []*tea.Program
}

func (r *room) guest(session ssh.Session) *tea.Program {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := tea.NewProgram(model{room: r, number: r.number}, bubbletea.MakeOptions(session)...)
	r.programs = append(r.programs, p)
	return p
}

// count counts one on, and tells every program.
func (r *room) count() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.number++
	for _, p := range r.programs {
		go p.Send(counted(r.number))
	}
}

type counted int

type model struct {
	room   *room
	host   bool
	number int
	w      int
}

// Init starts nothing.
func (m model) Init() tea.Cmd { return nil }

// Update counts the host's keys; s counts seconds from then on, q ends the
// program.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w = msg.Width
	case counted:
		m.number = max(m.number, int(msg))
	case tea.KeyPressMsg:
		switch {
		case msg.String() == "q":
			return m, tea.Quit
		case m.host && msg.String() == "s":
			m.room.counts.Store(true)
		case m.host:
			go m.room.count()
		}
	}
	return m, nil
}

// View is one line.
func (m model) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	if m.w > 0 {
		v.SetContent("served, not started " + strconv.Itoa(m.number))
	}
	return v
}
