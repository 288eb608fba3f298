package review

import (
	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/keys"
)

type key = keys.Key[*Screen]

// KeyTables returns every key of a review, part by part.
func KeyTables() []keys.Table {
	parts := []struct {
		title string
		keys  []key
	}{
		{"Everywhere in a review", meetingKeys()},
		{"Overview", append((&overview{}).held(), (&overview{}).keys()...)},
		{"Deal", (&deal{}).keys()},
		{"Wrap-up", append((&wrapUp{}).held(), (&wrapUp{}).keys()...)},
		{"Everywhere in a prep", prepKeys()},
		{"After the end", finishedKeys()},
		{"At the door (S), when the review is shared", shareKeys()},
		{"While choosing another deal", swapKeys()},
		{"While typing a line", lineKeys()},
		{"While typing a note", blockKeys()},
	}
	var tables []keys.Table
	for _, p := range parts {
		tables = append(tables, keys.TableOf(p.title, p.keys))
	}
	return tables
}

// live returns the keys that work at this moment, in the order of the line of
// keys.
func (s *Screen) live() []key {
	switch {
	case s.help:
		return helpKeys()
	case s.ask != nil && s.ask.about == "clash":
		return s.ask.keys
	case s.entry != nil && s.entry.IsBlock():
		return blockKeys()
	case s.entry != nil:
		return lineKeys()
	case s.swap != nil:
		return swapKeys()
	case s.share != nil:
		return shareKeys()
	case s.ask != nil:
		return s.ask.keys
	}
	if s.closed() != "" {
		return finishedKeys()
	}
	return s.placeKeys()
}

// placeKeys are the keys of the pane in sight.
func (s *Screen) placeKeys() []key {
	if s.host.Prep {
		return append(s.pane().keys(), prepKeys()...)
	}
	own := append(s.pane().held(), s.pane().keys()...)
	return append(s.within(s.pane().rights(), own), s.within(meetingRights, meetingKeys())...)
}

// press does what a key means here; a key that is off says why, and one that
// means nothing says so.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.notice, s.pressed = notice{}, msg
	cmd, off, found := keys.Press(s, s.live(), msg)
	switch {
	case off != "":
		s.say(draw.Warn, off)
	case found:
		return cmd
	case s.entry != nil:
		return s.typeIn(msg)
	case s.swap != nil:
		s.swap.narrow(s, msg)
	default:
		s.say(draw.Quiet, keys.Unknown(s, s.live(), msg))
	}
	return nil
}

// helpView lists every key that works in this place.
func (s *Screen) helpView(w, h int) []draw.Line {
	lines := keys.Page(s, s.placeKeys(), w-4)
	title := "Keys"
	if len(lines) > h-2 {
		title = "Keys, ↓ for more"
	}
	s.helpTop = min(s.helpTop, max(len(lines)-(h-2), 0))
	return draw.Box(title, lines[s.helpTop:], w, min(h, len(lines)+2), true)
}

// upDown is the pair of keys that moves a pane's cursor.
func upDown(about string, move func(s *Screen, step int)) key {
	return key{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: about, Last: true, Do: func(s *Screen) tea.Cmd {
		if name := s.pressed.String(); name == "up" || name == "k" {
			move(s, -1)
		} else {
			move(s, 1)
		}
		return nil
	}}
}

func helpKeys() []key {
	return []key{{
		On: []string{"?", "esc", "enter", "q"}, Show: "esc", Help: "back", About: "back to the review",
		Do: func(s *Screen) tea.Cmd { s.help, s.helpTop = false, 0; return nil },
	}, upDown("the keys above and below", func(s *Screen, step int) { s.helpTop = max(s.helpTop+step, 0) })}
}
