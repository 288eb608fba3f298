package paint

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// ask is something that a frame wants of a terminal beside its cells.
type ask struct {
	on  func(frame) string // how it is asked for, "" when the frame does not want it
	off string             // ends it
}

// asks are told to the terminal when they change. The zero frame wants none.
var asks = [...]ask{
	{func(f frame) string { // keys that can be told apart
		return when(f.view.AltScreen, ansi.SetModifyOtherKeys2+"\x1b[>1u"+ansi.RequestKittyKeyboard)
	}, ansi.ResetModifyOtherKeys + "\x1b[<1u"},
	{func(f frame) string { // pastes that are marked
		return when(f.view.AltScreen && !f.view.DisableBracketedPasteMode, ansi.SetModeBracketedPaste)
	}, ansi.ResetModeBracketedPaste},
	{func(f frame) string { return when(f.view.ReportFocus, ansi.SetModeFocusEvent) }, ansi.ResetModeFocusEvent},
	{mouse, ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr},
	{func(f frame) string { return when(f.clusters, ansi.SetModeUnicodeCore) }, ansi.ResetModeUnicodeCore},
	{func(f frame) string { return when(f.view.WindowTitle != "", ansi.SetWindowTitle(f.view.WindowTitle)) }, ansi.SetWindowTitle("")},
	{progress, ansi.ResetProgressBar},
	{cursorStyle, ansi.SetCursorStyle(0)},
}

func when(wanted bool, sequence string) string {
	if wanted {
		return sequence
	}
	return ""
}

// tell returns what asks the terminal for what a frame wants and the one before
// did not, and the other way round.
func (c *canvas) tell(f frame) string {
	var b strings.Builder
	for i, a := range asks {
		on := a.on(f)
		switch {
		case on == c.told[i]:
			continue
		case on == "":
			b.WriteString(a.off)
		default:
			b.WriteString(on)
		}
		c.told[i] = on
	}
	return b.String()
}

func mouse(f frame) string {
	switch f.view.MouseMode {
	case tea.MouseModeCellMotion:
		return ansi.ResetModeMouseAnyEvent + ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	case tea.MouseModeAllMotion:
		return ansi.ResetModeMouseButtonEvent + ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr
	}
	return ""
}

// progress is what a terminal shows in its tab or its bar.
func progress(f frame) string {
	bar := f.view.ProgressBar
	if bar == nil {
		return ""
	}
	switch bar.State {
	case tea.ProgressBarDefault:
		return ansi.SetProgressBar(bar.Value)
	case tea.ProgressBarError:
		return ansi.SetErrorProgressBar(bar.Value)
	case tea.ProgressBarIndeterminate:
		return ansi.SetIndeterminateProgressBar
	case tea.ProgressBarWarning:
		return ansi.SetWarningProgressBar(bar.Value)
	}
	return ""
}

// cursorStyle is the shape of the cursor. The blinking block is what nobody
// chose, and leaves the terminal's own.
func cursorStyle(f frame) string {
	cursor := f.view.Cursor
	if cursor == nil || cursor.Shape == tea.CursorBlock && cursor.Blink {
		return ""
	}
	style := 2*int(cursor.Shape) + 1
	if !cursor.Blink {
		style++
	}
	return ansi.SetCursorStyle(style)
}

// probe asks a terminal for its background, and whether it takes a frame as one
// (mode 2026) and counts clusters (mode 2027). Some print the last questions
// instead of keeping quiet.
func probe(env uv.Environ) string {
	switch term := env.Getenv("TERM"); {
	case term == "dumb":
		return ""
	case term == "linux", strings.HasPrefix(env.Getenv("TERM_PROGRAM"), "Apple"):
		return ansi.RequestBackgroundColor
	}
	return ansi.RequestBackgroundColor + ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore
}
