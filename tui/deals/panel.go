package deals

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/page"
)

// panel is everything about one deal: beside the table, or deep: instead of it.
type panel struct {
	deep    bool
	top     int    // lines scrolled away
	most    int    // lines that can be
	want    string // the id of the deal that it should show
	dossier *agenda.Dossier
	trouble string
}

// lookMsg says that the cursor has rested on a deal.
type lookMsg string

// dossierMsg is what is known of a deal.
type dossierMsg struct {
	id      string
	dossier agenda.Dossier
	err     error
}

// moved says that the cursor may be on another deal.
func (s *Screen) moved() tea.Cmd {
	id := s.dealAt()
	if id == "" || id == s.panel.want {
		return nil
	}
	s.panel.want, s.panel.top, s.panel.trouble = id, 0, ""
	return tea.Tick(restAfter, func(time.Time) tea.Msg { return lookMsg(id) })
}

// look reads the dossier of a deal, if the cursor is still there and somebody
// sees it.
func (s *Screen) look(id lookMsg) tea.Cmd {
	if s.panel.want != string(id) || s.panel.dossier != nil && s.panel.dossier.Deal.ID == string(id) {
		return nil
	}
	return func() tea.Msg {
		d, err := s.desk.Dossier(s.ctx, string(id))
		return dossierMsg{string(id), d, err}
	}
}

func (p *panel) take(m dossierMsg) {
	switch {
	case m.id != p.want:
	case m.err != nil:
		p.trouble = page.Sentence(m.err)
	default:
		p.dossier = &m.dossier
	}
}

// forget makes the panel read again what it shows.
func (p *panel) forget() { p.want, p.dossier = "", nil }

func (p *panel) scroll(by int) { p.top = min(max(p.top+by, 0), p.most) }

// shown returns the part of some lines that is in sight.
func (p *panel) shown(lines []draw.Line, h int) []draw.Line {
	p.most = max(p.most, len(lines)-h)
	return lines[min(p.top, max(len(lines)-h, 0)):]
}

// panelView draws the panel: beside the table a column, else as wide as the
// window, with the timeline on the right where there is room.
func (s *Screen) panelView(w, h int) []draw.Line {
	p := &s.panel
	i := s.at()
	if i < 0 {
		var hint []draw.Line
		if len(s.lines) > 0 {
			hint = draw.Wrapped(draw.Quiet, "enter hides the deals of this group, or shows them.", w-4)
		}
		return draw.Box("Deal", hint, w, h, false)
	}
	d := s.list.Deal(i)
	if p.dossier == nil || p.dossier.Deal.ID != s.list.ID(i) {
		lines := append(draw.Wrapped(draw.Quiet, d.Account, w-4), draw.Text(draw.Quiet, "…"))
		if p.trouble != "" {
			lines = draw.Wrapped(draw.Bad, p.trouble, w-4)
		}
		return draw.Box(d.Name, lines, w, h, p.deep)
	}
	p.most = 0
	if p.deep && w >= wideFrom {
		left := w * 11 / 20
		right := w - left - 1
		facts := draw.Box(d.Name, p.shown(facts(p.dossier, left-4), h-2), left, h, true)
		return draw.Beside(facts, draw.Box("What happened", p.shown(timeline(p.dossier, right-4), h-2), right, h, false))
	}
	lines := facts(p.dossier, w-4)
	lines = append(append(lines, nil, heading("What happened")), timeline(p.dossier, w-4)...)
	return draw.Box(d.Name, p.shown(lines, h-2), w, h, p.deep)
}

func heading(text string) draw.Line { return draw.Text(draw.Head, text) }

// facts are what is known of a deal, but for what happened.
func facts(d *agenda.Dossier, w int) []draw.Line {
	owner := d.Owner
	if owner == "" {
		owner = "nobody's"
	}
	if len(d.CoOwners) > 0 {
		owner += " with " + strings.Join(d.CoOwners, " and ")
	}
	lines := draw.Wrapped(draw.Quiet, joined(" · ", d.Deal.Account, owner), w)
	var metrics []draw.Line
	for _, m := range d.Deal.Metrics(d.Today) {
		ink := draw.Plain
		if m.Bad {
			ink = draw.Warn
		}
		metrics = append(metrics, draw.Text(ink, m.Text))
	}
	for _, m := range draw.Flow(metrics, 3, w) {
		lines = append(lines, wrapped(m, w)...)
	}
	for _, part := range []func(*agenda.Dossier, int) []draw.Line{findings, proofs, people, actions, obstacles, notes} {
		if some := part(d, w); len(some) > 0 {
			lines = append(append(lines, nil), some...)
		}
	}
	return lines
}

// wrapped breaks a line of one ink that is too long.
func wrapped(l draw.Line, w int) []draw.Line {
	if l.Width() <= w {
		return []draw.Line{l}
	}
	return draw.Wrapped(l[0].Ink, l.String(), w)
}

func joined(sep string, parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, sep)
}

// inks are those of findings by their severity.
var inks = [...]draw.Ink{draw.Quiet, draw.Plain, draw.Warn, draw.Bad}

func findings(d *agenda.Dossier, w int) []draw.Line {
	if d.Deal.Status != agenda.Open || d.Deal.Gone {
		return nil
	}
	found := d.Candidate.Findings
	if len(found) == 0 {
		return []draw.Line{draw.Text(draw.Good, "Nothing was found wrong with it.")}
	}
	lines := []draw.Line{heading("Why it needs the time")}
	for _, f := range found {
		ink := inks[min(max(f.Severity, 0), 3)]
		mark := draw.Text(ink, strings.Repeat("▲", f.Severity)).Fit(4)
		lines = append(lines, hanging(mark, ink, f.Evidence, w)...)
		lines = append(lines, hanging(draw.Text(draw.Plain, "    "), draw.Quiet, f.Fix, w)...)
	}
	return lines
}

// hanging wraps a text behind a first part; the lines after the first stand
// below the text.
func hanging(first draw.Line, ink draw.Ink, text string, w int) []draw.Line {
	in := first.Width()
	return draw.Hang(first, in, draw.Wrapped(ink, text, w-in))
}

func proofs(d *agenda.Dossier, w int) []draw.Line {
	if d.Deal.Status != agenda.Open {
		return nil
	}
	list, next := d.Proofs()
	if len(list) == 0 {
		return nil
	}
	yes := 0
	var lines []draw.Line
	for _, p := range list {
		mark, ink, said := " ?  ", draw.Plain, ""
		switch {
		case p.Holds && p.Answer.Value == agenda.Yes:
			mark, ink = "yes ", draw.Good
			yes++
		case p.Holds && p.Answer.Value == agenda.No:
			mark, ink = " no ", draw.Warn
		}
		if p.Answered {
			said = joined(", ", string(p.Answer.Value)+" on "+agenda.DateOf(p.Answer.At).Short(d.Today), d.Name(p.Answer.Author), p.Answer.Evidence)
			if !p.Holds {
				said += " (asked again: another stage, or too long ago)"
			}
		}
		lines = append(lines, hanging(draw.Text(ink, mark), draw.Plain, p.Question.Text, w)...)
		if said != "" {
			lines = append(lines, hanging(draw.Text(draw.Plain, "    "), draw.Quiet, said, w)...)
		}
	}
	title := fmt.Sprintf("Ready for %s? %d of %d", next, yes, len(list))
	if yes == len(list) {
		title = "Ready for " + next
	}
	return append([]draw.Line{heading(title)}, lines...)
}

func people(d *agenda.Dossier, w int) []draw.Line {
	var lines []draw.Line
	for _, c := range d.Contacts {
		line := draw.Text(draw.Strong, c.Name)
		if rest := joined(", ", c.Title, c.Role, c.Email); rest != "" {
			line = line.Add(draw.Quiet, "  "+rest)
		}
		if c.Decides {
			line = line.Add(draw.Good, "  decides")
		}
		lines = append(lines, line.Fit(min(line.Width(), w)))
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]draw.Line{heading("People at the buyer's")}, lines...)
}

func actions(d *agenda.Dossier, w int) []draw.Line {
	var lines []draw.Line
	for _, a := range d.Actions {
		mark, ink := "☐ ", draw.Plain
		switch {
		case a.State == agenda.Done:
			mark, ink = "☑ ", draw.Quiet
		case a.State != agenda.ToDo:
			mark, ink = "– ", draw.Quiet
		case a.Due != 0 && a.Due < d.Today:
			ink = draw.Warn
		}
		due := ""
		if a.Due != 0 {
			due = "due " + a.Due.Short(d.Today)
		}
		lines = append(lines, hanging(draw.Text(ink, mark), ink, joined(" · ", a.Text, d.Name(a.Owner), due), w)...)
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]draw.Line{heading("Actions")}, lines...)
}

func obstacles(d *agenda.Dossier, w int) []draw.Line {
	var lines []draw.Line
	for _, o := range d.Obstacles {
		mark, ink := "▪ ", draw.Plain
		if o.Cleared {
			mark, ink = "✔ ", draw.Quiet
		}
		lines = append(lines, hanging(draw.Text(ink, mark), ink, o.Text, w)...)
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]draw.Line{heading("Obstacles")}, lines...)
}

func notes(d *agenda.Dossier, w int) []draw.Line {
	var lines []draw.Line
	for _, n := range d.Notes {
		lines = append(lines, draw.Text(draw.Quiet, joined(", ", agenda.DateOf(n.At).Short(d.Today), d.Name(n.Author))))
		for _, row := range draw.Wrapped(draw.Plain, n.Text, w-2) {
			lines = append(lines, draw.Text(draw.Plain, "  ").Join(row))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]draw.Line{heading("Notes")}, lines...)
}

// timeline is the whole history, the latest first.
func timeline(d *agenda.Dossier, w int) []draw.Line {
	var lines []draw.Line
	var day agenda.Date
	for _, e := range d.Timeline() {
		when := ""
		if e.Day != day {
			when, day = e.Day.Short(d.Today), e.Day
		}
		ink := draw.Plain
		if e.Day > d.Today {
			ink = draw.Focus // planned
		}
		first := draw.Text(draw.Quiet, when).Fit(12).Join(draw.Text(draw.Quiet, e.Kind).Fit(11))
		text, _, more := strings.Cut(joined(" · ", e.Text, e.By), "\n")
		if more {
			text += " …"
		}
		lines = append(lines, hanging(first, ink, text, w)...)
	}
	if len(lines) == 0 {
		return []draw.Line{draw.Text(draw.Quiet, "Nothing is known yet.")}
	}
	return lines
}
