package entry

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"halfhour/tui/draw"
)

// A block that is typed into looks and holds what the widget does to which every
// key is given, in windows that change.
func TestABlockIsTheWidget(t *testing.T) {
	keys := []tea.KeyPressMsg{
		{Code: 'x', Text: "x"}, {Code: 'X', Text: "X", Mod: tea.ModShift}, {Code: tea.KeySpace, Text: " "}, {Code: '户', Text: "户"}, {Code: 'é', Text: "é"}, {Code: 'w', Text: "wordlong"},
		{Code: tea.KeyEnter}, {Code: tea.KeyBackspace}, {Code: tea.KeyLeft}, {Code: tea.KeyRight}, {Code: tea.KeyUp}, {Code: tea.KeyDown}, {Code: tea.KeyHome}, {Code: tea.KeyEnd},
		{Code: tea.KeyPgUp}, {Code: tea.KeyPgDown}, {Code: tea.KeyDelete}, {Code: 'w', Mod: tea.ModCtrl}, {Code: tea.KeyLeft, Mod: tea.ModShift}, {Code: 'b', Mod: tea.ModAlt},
	}
	rapid.Check(t, func(t *rapid.T) {
		text := longNote(rapid.SampledFrom([]int{0, 40, 700}).Draw(t, "bytes"))
		e, widget := NewBlock("", "", text), NewBlock("", "", text).block
		w, h := 30, 8
		for range rapid.IntRange(1, 40).Draw(t, "keys") {
			if rapid.IntRange(0, 9).Draw(t, "resize") == 0 {
				w, h = rapid.IntRange(8, 60).Draw(t, "w"), rapid.IntRange(1, 12).Draw(t, "h")
			}
			widget.SetWidth(w)
			widget.SetHeight(h)
			want := widget.View()
			if got := textOf(e.viewBlock(w, h)); got != want {
				t.Fatalf("it shows\n%s\nnot\n%s", got, want)
			}
			if c := widget.Cursor(); c.X != e.cursorX || c.Y != e.cursorY {
				t.Fatalf("the cursor is at %d,%d, not %d,%d", e.cursorX, e.cursorY, c.X, c.Y)
			}
			press := rapid.SampledFrom(keys).Draw(t, "key")
			before := widget.Value()
			next, _ := widget.Update(press)
			widget = &next
			if changed, _ := e.Type(press); e.Value(0) != widget.Value() || changed != (widget.Value() != before) {
				t.Fatalf("%s makes it %q, not %q", press, e.Value(0), widget.Value())
			}
		}
	})
}

func textOf(lines []draw.Line) (text string) {
	for i, l := range lines {
		if i > 0 {
			text += "\n"
		}
		text += l.String()
	}
	return text
}
