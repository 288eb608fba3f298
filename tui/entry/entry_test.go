package entry

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
)

func typeText(e *Entry, text string) {
	for _, r := range text {
		e.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func shown(lines []draw.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

func action() *Entry {
	return New("Action", "action", Field{Hint: "what?"},
		Field{Label: "owner", Default: "Ana Ruiz", Choices: []string{"Ana Ruiz", "Dana Lee"}},
		Field{Label: "due", Default: "Fri 27 Nov"})
}

func TestFieldsKeepTheirDefaultsUntilTyped(t *testing.T) {
	e := action()
	typeText(e, "Book the call")
	if e.Value(0) != "Book the call" || e.Value(1) != "Ana Ruiz" {
		t.Errorf("the fields hold %q and %q", e.Value(0), e.Value(1))
	}
	e.Suggest(1, "Dana Lee")
	if e.Value(1) != "Dana Lee" {
		t.Error("a suggestion does not replace a default")
	}
	e.GoTo(1)
	e.Type(tea.KeyPressMsg{Code: tea.KeyUp})
	e.Suggest(1, "Dana Lee")
	if e.Value(1) != "Ana Ruiz" {
		t.Errorf("a suggestion replaces what was chosen: %q", e.Value(1))
	}
}

// An offered owner, day or priority that stays in front of what is typed makes
// “Ana RuizDana Lee” and “Fri 27 Nov+3d”, which nobody can read.
func TestWhatIsTypedTakesThePlaceOfAShortAnswer(t *testing.T) {
	end, left, back := tea.KeyPressMsg{Code: tea.KeyEnd}, tea.KeyPressMsg{Code: tea.KeyLeft}, tea.KeyPressMsg{Code: tea.KeyBackspace}
	down := tea.KeyPressMsg{Code: tea.KeyDown}
	letter := tea.KeyPressMsg{Code: 'x', Text: "x"}
	for name, c := range map[string]struct {
		msgs []tea.Msg
		want string
	}{
		"a letter":             {[]tea.Msg{letter}, "x"},
		"two letters":          {[]tea.Msg{letter, letter}, "xx"},
		"a paste":              {[]tea.Msg{tea.PasteMsg{Content: "王芳"}}, "王芳"},
		"backspace":            {[]tea.Msg{back}, ""},
		"end, then a letter":   {[]tea.Msg{end, letter}, "Ana Ruizx"},
		"left, then backspace": {[]tea.Msg{left, back}, "Ana Ruz"},
		"chosen, then typed":   {[]tea.Msg{down, letter}, "x"},
	} {
		e := action()
		e.GoTo(1)
		for _, msg := range c.msgs {
			e.Type(msg)
		}
		if got := e.Value(1); got != c.want || !e.Touched(1) {
			t.Errorf("%s in the owner's field makes %q, want %q", name, got, c.want)
		}
	}
	e := New("Obstacle", "", Field{Default: "Security review"})
	e.Type(letter)
	if got := e.Value(0); got != "Security reviewx" {
		t.Errorf("a letter in a sentence that is edited makes %q", got)
	}
	e = New("Who is at the keyboard?", "", Field{Default: "root", Short: true})
	typeText(e, "Dana Lee")
	if got := e.Value(0); got != "Dana Lee" {
		t.Errorf("a name typed over a guessed one makes %q", got)
	}
}

func TestTheCursorStandsBehindTheText(t *testing.T) {
	e := action()
	typeText(e, "拜访客户")
	e.View(60, 6)
	if x, y := e.Cursor(); x != 2+8 || y != 1 {
		t.Errorf("behind four wide characters the cursor stands at %d,%d", x, y)
	}
	e.Turn("tab")
	e.View(60, 6)
	if x, y := e.Cursor(); x != 2+len("owner Ana Ruiz") || y != 2 {
		t.Errorf("in the second field the cursor stands at %d,%d", x, y)
	}
}

func TestLongTextScrollsWithTheCursor(t *testing.T) {
	e := action()
	typeText(e, strings.Repeat("很长的一句话 ", 30)+"end")
	for w := 20; w < 90; w += 7 {
		lines := e.View(w, 8)
		if !strings.Contains(shown(lines), "end") {
			t.Errorf("at %d cells the end of the text is out of sight:\n%s", w, shown(lines))
		}
		if x, _ := e.Cursor(); x >= w-1 {
			t.Errorf("at %d cells the cursor stands at %d", w, x)
		}
	}
}

func TestADraftBringsEverythingBack(t *testing.T) {
	e := action()
	typeText(e, "Book the call")
	e.Turn("tab")
	e.Turn("tab")
	typeText(e, "x")
	again := action()
	again.Restore(e.Draft())
	for i := range 3 {
		if again.Value(i) != e.Value(i) {
			t.Errorf("field %d came back as %q, was %q", i, again.Value(i), e.Value(i))
		}
	}
	if action().Draft() != "" {
		t.Error("nothing typed leaves a draft")
	}
	note := NewBlock("Note", "note", "")
	typeText(note, "one")
	note.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	typeText(note, "二")
	again = NewBlock("Note", "note", "")
	again.Restore(note.Draft())
	if again.Value(0) != "one\n二" {
		t.Errorf("the note came back as %q", again.Value(0))
	}
}

func TestWhatIsPastedIsMadeSafe(t *testing.T) {
	for _, e := range []*Entry{action(), NewBlock("Note", "note", "")} {
		e.Type(tea.PasteMsg{Content: "\x1b[2J\x1b]0;owned\x07 \u202eevil"})
		if got := shown(e.View(60, 8)); strings.ContainsAny(got, "\x1b\x07\u202e") {
			t.Errorf("shown as %q", got)
		}
	}
}

func TestWhileItIsSavedNothingIsTyped(t *testing.T) {
	e := action()
	e.Busy = true
	if changed, _ := e.Type(tea.KeyPressMsg{Code: 'x', Text: "x"}); changed {
		t.Error("a key changes text that is being saved")
	}
}

// Whatever there is to say of what was typed, a box keeps to its height and
// counts the lines that it does not show.
func TestABoxKeepsToItsHeight(t *testing.T) {
	for _, e := range []*Entry{action(), NewBlock("Note", "note", "They call on Thursday")} {
		e.Error = "“" + strings.Repeat("合同 long ", 300) + "” is no date."
		lines := e.View(60, 7)
		if text := shown(lines); len(lines) != 7 || !strings.Contains(text, " more ") {
			t.Errorf("%d lines:\n%s", len(lines), text)
		}
		if _, y := e.Cursor(); y >= 6 {
			t.Errorf("the cursor stands in line %d", y)
		}
	}
}
