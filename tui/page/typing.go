package page

import (
	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
)

// Typing is what keys mean while something is typed into an entry; every other
// key types.
type Typing[S any] struct {
	Page  func(S) *Page
	Entry func(S) *entry.Entry
	About string // what enter does, as a whole phrase
	Save  func(S) tea.Cmd
	Type  func(S, tea.Msg) tea.Cmd // hands the entry a key
	Close func(S)
}

// Keys returns them.
func (t Typing[S]) Keys() []keys.Key[S] {
	off := func(why func(*entry.Entry) string) func(S) string {
		return func(s S) string { return why(t.Entry(s)) }
	}
	return []keys.Key[S]{
		{On: []string{"enter"}, Show: "enter", Help: "save", About: t.About, Do: t.Save,
			Off: off((*entry.Entry).Saving)},
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "next field", About: "to the next field (shift+tab: the one before)", Off: off((*entry.Entry).NoOther), Do: func(s S) tea.Cmd {
			t.Entry(s).Turn(t.Page(s).Pressed.String())
			return nil
		}},
		{On: []string{"up", "down"}, Show: "↑↓", Help: "choose", About: "choose what the field offers", Do: func(s S) tea.Cmd { return t.Type(s, t.Page(s).Pressed) },
			Off: off((*entry.Entry).NoChoice)},
		{On: []string{"esc"}, Show: "esc", Help: "leave it", About: "close and change nothing", Do: func(s S) tea.Cmd {
			t.Close(s)
			return nil
		}},
	}
}

// Save says that a change is on its way into the file, until it is Answered;
// from is the entry that asked for it, nil where none did.
func (p *Page) Save(from *entry.Entry) {
	p.saving = true
	if from != nil {
		from.Busy, from.Error = true, ""
	}
}

// Answered takes the answer to what an entry asked for; from is nil where none
// did. An entry that is still open closes, or says what went wrong; with no such
// entry that stands above the keys. done is false when it went wrong.
func (p *Page) Answered(from *entry.Entry, open **entry.Entry, err error) (done bool) {
	p.saving = false
	p.unsay(entry.BeingSaved)
	if from != nil {
		from.Busy = false
	}
	switch here := from == *open; {
	case err == nil && here:
		*open = nil
	case err != nil && here && from != nil:
		from.Error = Sentence(err)
	case err != nil:
		p.Say(draw.Bad, Sentence(err))
	}
	return err == nil
}
