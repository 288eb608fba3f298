package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// progressing is a Screen with something that takes its time, which the
// terminal may show in its tab or its bar; nil while there is nothing.
type progressing interface{ Progress() *tea.ProgressBar }

// hasProgress says whether a terminal shows progress (OSC 9;4). Others take the
// same sequence for a message and pop it up, so that only those are asked that
// are known to have it. Within tmux and screen the variables are those of
// whichever terminal started them.
func hasProgress(env tea.EnvMsg) bool {
	if env.Getenv("TMUX") != "" || env.Getenv("STY") != "" {
		return false
	}
	switch env.Getenv("TERM_PROGRAM") {
	case "ghostty", "WezTerm":
		return true
	}
	vte, _ := strconv.Atoi(env.Getenv("VTE_VERSION")) // GNOME's terminals, since 0.80
	return env.Getenv("WT_SESSION") != "" || env.Getenv("ConEmuANSI") == "ON" || vte >= 8000
}
