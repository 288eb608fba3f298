// Package entry is text being typed: one line with a few fields beside it, or
// a block of several paragraphs. It knows nothing of what the text is for.
package entry

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// Field is one line of text with a label. The first field of an Entry is its
// main text and shows no label.
type Field struct {
	Label   string
	Hint    string   // shown while the field is empty
	Choices []string // what ↑ and ↓ offer, if anything
	Default string   // what stands there until somebody types into the field
	// Short is an answer of a word or two: all of it is selected when the keys
	// come to the field, so that what is typed takes its place. A field with a
	// label or with choices always is.
	Short bool

	input    textinput.Model
	touched  bool
	selected bool
}

// Entry is a line with fields, or a block; see New and NewBlock.
type Entry struct {
	Title string
	Place string // names the draft of what is typed here
	Error string // what is wrong with it, in one line
	Busy  bool   // it is being saved
	Told  string // a quiet word under the fields

	// OnChange, when set, is called after the text changed, so that one field
	// can fill others.
	OnChange func(*Entry)

	fields []Field
	at     int
	block  *textarea.Model
	drawn  drawn  // of the block, until it changes
	scroll [2]int // the window that the block last scrolled for

	cursorX, cursorY int
}

// New returns an entry with the given fields; the first takes the keys.
func New(title, place string, fields ...Field) *Entry {
	e := &Entry{Title: title, Place: place, fields: fields}
	for i := range e.fields {
		in := textinput.New()
		in.Prompt = ""
		in.SetVirtualCursor(false)
		in.SetStyles(textinput.Styles{})
		in.CharLimit = 4000
		in.SetValue(e.fields[i].Default)
		in.CursorEnd()
		f := &e.fields[i]
		f.input, f.Short = in, f.Short || i > 0 || len(f.Choices) > 0
	}
	e.GoTo(0)
	return e
}

// NewBlock returns an entry of several lines that starts with text.
func NewBlock(title, place, text string) *Entry {
	area := textarea.New()
	area.Prompt, area.ShowLineNumbers, area.CharLimit, area.MaxHeight = "", false, 0, 0
	area.SetVirtualCursor(false)
	plain := textarea.StyleState{
		Base: lipgloss.NewStyle(), Text: lipgloss.NewStyle(), CursorLine: lipgloss.NewStyle(),
		EndOfBuffer: lipgloss.NewStyle(), Placeholder: lipgloss.NewStyle(), Prompt: lipgloss.NewStyle(),
	}
	area.SetStyles(textarea.Styles{Focused: plain, Blurred: plain})
	area.EndOfBufferCharacter = ' '
	area.SetValue(text)
	area.Focus()
	return &Entry{Title: title, Place: place, block: &area}
}

// IsBlock says whether Enter starts a new line instead of saving.
func (e *Entry) IsBlock() bool { return e.block != nil }

// Value returns a field's text without surrounding blanks, or the block's text
// as it is for field 0.
func (e *Entry) Value(field int) string {
	if e.block != nil {
		return e.block.Value()
	}
	return strings.TrimSpace(e.fields[field].input.Value())
}

// Touched says whether somebody typed into a field.
func (e *Entry) Touched(field int) bool { return e.fields[field].touched }

// Suggest puts text into a field that nobody has typed into.
func (e *Entry) Suggest(field int, text string) {
	if f := &e.fields[field]; !f.touched {
		f.input.SetValue(text)
		f.input.CursorEnd()
	}
}

// Turn moves the keys to the next field, or with the key shift+tab to the one
// before.
func (e *Entry) Turn(key string) {
	step := 1
	if key == "shift+tab" {
		step = -1
	}
	e.GoTo(e.at + step)
}

// GoTo moves the keys to a field.
func (e *Entry) GoTo(field int) {
	e.fields[e.at].input.Blur()
	e.at = (field + len(e.fields)) % len(e.fields)
	f := &e.fields[e.at]
	f.input.Focus()
	f.input.CursorEnd()
	f.selected = f.Short
}

// Draft returns everything typed, to be kept; "" when that is nothing. Restore
// takes it back.
func (e *Entry) Draft() string {
	if e.block != nil {
		return e.block.Value()
	}
	typed := make([]string, len(e.fields))
	any := false
	for i, f := range e.fields {
		if f.touched {
			typed[i] = f.input.Value()
			any = any || strings.TrimSpace(typed[i]) != ""
		}
	}
	if !any {
		return ""
	}
	return strings.Join(typed, "\n")
}

// Restore puts a kept draft back into the fields.
func (e *Entry) Restore(draft string) {
	if draft == "" {
		return
	}
	if e.block != nil {
		e.block.SetValue(draft)
		e.drawn, e.scroll = drawn{}, [2]int{}
		return
	}
	for i, text := range strings.SplitN(draft, "\n", len(e.fields)) {
		if text != "" {
			e.fields[i].input.SetValue(text)
			e.fields[i].input.CursorEnd()
			e.fields[i].touched, e.fields[i].selected = true, false
		}
	}
}

// Type takes a key or a paste; it says whether the text changed.
func (e *Entry) Type(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	if e.Busy {
		return false, nil
	}
	e.Error = ""
	before := e.raw()
	if e.block != nil {
		cmd = e.typeBlock(msg)
		return e.raw() != before, cmd
	}
	f := &e.fields[e.at]
	if press, ok := msg.(tea.KeyPressMsg); ok && e.choose(f, press) {
		return e.raw() != before, nil
	}
	if f.selected && f.replace(msg) {
		msg = nil
	}
	f.selected = false
	f.input, cmd = f.input.Update(msg)
	changed = e.raw() != before
	f.touched = f.touched || changed
	return changed, cmd
}

// typeBlock takes a key or a paste for the block. The widget draws its whole text
// at each message, which is felt in a long one: a letter that stays in its row of
// the same window, so that nothing has to be scrolled, goes around that.
func (e *Entry) typeBlock(msg tea.Msg) tea.Cmd {
	e.drawn = drawn{}
	press, ok := msg.(tea.KeyPressMsg)
	if ok && press.Text != "" && press.Mod&^tea.ModShift == 0 && !e.block.HasSelection() && e.scroll == e.window() {
		was := e.block.LineInfo()
		e.block.InsertString(press.Text)
		if is := e.block.LineInfo(); is.RowOffset == was.RowOffset && is.Height == was.Height {
			return nil
		}
		msg = nil
	}
	area, cmd := e.block.Update(msg)
	e.block, e.scroll = &area, e.window()
	return cmd
}

func (e *Entry) window() [2]int { return [2]int{e.block.Width(), e.block.Height()} }

// replace takes the selected text away when a key or a paste puts something in
// its place, or deletes it; deleted is what a key has done by that alone.
func (f *Field) replace(msg tea.Msg) (deleted bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		f.input.SetValue("")
	case tea.KeyPressMsg:
		switch name := msg.String(); {
		case name == "backspace" || name == "delete":
			deleted = true
			f.input.SetValue("")
		case msg.Text != "":
			f.input.SetValue("")
		}
	}
	return deleted
}

func (e *Entry) raw() string {
	if e.block != nil {
		return e.block.Value()
	}
	return e.fields[e.at].input.Value()
}

// choose walks a field's choices with the arrow keys.
func (e *Entry) choose(f *Field, press tea.KeyPressMsg) bool {
	step := 0
	switch press.String() {
	case "up":
		step = -1
	case "down":
		step = 1
	}
	if step == 0 || len(f.Choices) == 0 {
		return step != 0
	}
	now := -1
	for i, c := range f.Choices {
		if c == strings.TrimSpace(f.input.Value()) {
			now = i
		}
	}
	if now < 0 && step < 0 {
		now = 0
	}
	f.input.SetValue(f.Choices[(now+step+len(f.Choices))%len(f.Choices)])
	f.input.CursorEnd()
	f.touched, f.selected = true, true
	return true
}
