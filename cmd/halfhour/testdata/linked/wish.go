//go:build wish

package main

import (
	"os"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	bubbles "charm.land/wish/v2/bubbletea"
)

// With this file the program can serve itself over ssh, so that it links what
// doing so takes.
func init() {
	serve = func(m model) error {
		server, err := wish.NewServer(wish.WithAddress(os.Args[2]), wish.WithMiddleware(
			bubbles.Middleware(func(ssh.Session) (tea.Model, []tea.ProgramOption) { return m, nil })))
		if err != nil {
			return err
		}
		return server.ListenAndServe()
	}
}
