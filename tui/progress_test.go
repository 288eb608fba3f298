package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestHasProgress(t *testing.T) {
	for _, c := range []struct {
		env  tea.EnvMsg
		want bool
	}{
		{tea.EnvMsg{"TERM=xterm-256color"}, false},
		{tea.EnvMsg{"TERM_PROGRAM=iTerm.app"}, false},
		{tea.EnvMsg{"TERM_PROGRAM=ghostty"}, true},
		{tea.EnvMsg{"WT_SESSION=b4a5"}, true},
		{tea.EnvMsg{"VTE_VERSION=7600"}, false},
		{tea.EnvMsg{"VTE_VERSION=8002"}, true},
		{tea.EnvMsg{"VTE_VERSION=8002", "TMUX=/run/tmux"}, false},
	} {
		if got := hasProgress(c.env); got != c.want {
			t.Errorf("hasProgress(%q) = %t", c.env, got)
		}
	}
}
