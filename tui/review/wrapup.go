package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
)

// wrapUp is the last pane: every action of the meeting with its gaps, the
// parked topics, the follow-up, and the end.
type wrapUp struct {
	at int // which action
}

func (p *wrapUp) cursors() any   { return *p }
func (p *wrapUp) restore(to any) { *p = to.(wrapUp) }

func (p *wrapUp) held() []key {
	return []key{
		{On: []string{"f"}, Show: "f", Help: "finish", About: "finish the review and write the minutes", Do: p.finish, Off: (*Screen).notRunning},
		{On: []string{"t"}, Show: "t", Help: "follow-up day", About: "set the day of the follow-up", Do: p.followUp, Off: (*Screen).closed, Last: true},
	}
}

func (p *wrapUp) keys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "fill in", About: "edit the marked action, fill its gaps", Do: p.edit, Off: p.noAction},
		{On: []string{"a"}, Show: "a", Help: "action", About: "write an action that belongs to no deal", Do: (*Screen).addAction, Off: (*Screen).closed},
		upDown("mark another action", func(s *Screen, step int) {
			p.at = min(max(p.at+step, 0), max(len(p.actions(s))-1, 0))
		}),
		{On: []string{"d"}, Show: "d", Help: "drop", About: "drop the marked action; again takes it back", Do: p.drop, Off: p.noAction, Last: true},
	}
}

// actions are those of the review, dropped ones last.
func (p *wrapUp) actions(s *Screen) []agenda.Action {
	list := s.review().Agreed("")
	for _, a := range s.review().Actions {
		if a.State == agenda.Dropped {
			list = append(list, a)
		}
	}
	return list
}

func (p *wrapUp) noAction(s *Screen) string {
	if why := s.closed(); why != "" {
		return why
	}
	if len(p.actions(s)) == 0 {
		return "There is no action here: a writes one down."
	}
	return ""
}

func (p *wrapUp) edit(s *Screen) tea.Cmd { return s.editAction(p.actions(s)[p.at]) }
func (p *wrapUp) drop(s *Screen) tea.Cmd { return s.dropAction(p.actions(s)[p.at]) }

func (p *wrapUp) followUp(s *Screen) tea.Cmd {
	today := s.briefing().Today
	e := entry.New("When does the manager follow up?", "follow-up",
		entry.Field{Default: s.review().FollowUp.Short(today), Hint: "fri, +3d, 25 nov", Choices: s.dueChoices()})
	return s.begin(e, func(s *Screen) tea.Cmd {
		due, err := agenda.ParseDue(e.Value(0), today)
		if err != nil {
			e.Error = sentence(err)
			return nil
		}
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.SetFollowUp(due) }, nil)
	})
}

// finish asks once when something is still missing, then ends the review.
func (p *wrapUp) finish(s *Screen) tea.Cmd {
	incomplete := 0
	var missing []string
	for _, a := range s.review().Agreed("") {
		if len(a.Gaps()) > 0 {
			incomplete++
			missing = append(missing, a.Gaps()...)
		}
	}
	slices.Sort(missing)
	var doubts []string
	if incomplete > 0 {
		doubts = append(doubts, fmt.Sprintf("%s still without: %s.", agenda.Counted(incomplete, "action"), strings.Join(slices.Compact(missing), ", ")))
	}
	if names := s.withoutAction(); len(names) > 0 {
		doubts = append(doubts, fmt.Sprintf("Nothing to do for %s.", strings.Join(names, ", ")))
	}
	if len(doubts) == 0 {
		return s.finish()
	}
	s.ask = &question{
		about: "gaps", title: "Finish?",
		text: strings.Join(append(doubts, "Finish all the same?"), " "),
		keys: []key{
			{On: []string{"y"}, Show: "y", Help: "finish", About: "finish", Do: func(s *Screen) tea.Cmd { s.ask = nil; return s.finish() }},
			{On: []string{"n", "esc", "enter"}, Show: "n", Help: "not yet", About: "not yet", Do: func(s *Screen) tea.Cmd { s.ask = nil; return nil }},
			leaveKey(),
		},
	}
	return nil
}

// withoutAction names the deals that nobody leaves with anything to do for.
func (s *Screen) withoutAction() []string {
	var names []string
	for _, id := range s.review().DealsWithoutAction(s.briefing().StillDue) {
		if d, ok := s.briefing().Deal(id); ok {
			names = append(names, d.Name)
		}
	}
	return names
}

func (s *Screen) finish() tea.Cmd {
	return s.change(func(r *agenda.Review, now time.Time) error { return r.Finish(now) }, (*Screen).writeMinutes)
}

func (s *Screen) writeMinutes() tea.Cmd {
	if s.host.Minutes == nil {
		return nil
	}
	review, briefing, write := s.review(), s.briefing(), s.host.Minutes
	return func() tea.Msg {
		path, err := write(review, briefing)
		return minutesMsg{path, err}
	}
}

func (p *wrapUp) view(s *Screen, w, h int) []draw.Line {
	actions := p.actions(s)
	p.at = min(p.at, max(len(actions)-1, 0))
	parked := parkedRows(s, w-4)
	parkedHeight := 0
	if len(parked) > 0 {
		parkedHeight = min(len(parked)+2, max(h/3, 3))
	}
	var rows []draw.Line
	cursor := 0
	for i, a := range actions {
		if i == p.at {
			cursor = len(rows)
		}
		block := s.actionBlock(a, w-4)
		if i == p.at {
			block[0] = block[0].Fit(w - 4).Inked(draw.Mark)
		}
		rows = append(rows, block...)
	}
	title := fmt.Sprintf("%s, the most urgent first", agenda.Counted(len(s.review().Agreed("")), "action"))
	if len(actions) == 0 {
		title = "No actions yet"
		rows = draw.Wrapped(draw.Quiet, "What will each of you do by next week? a writes it down, ← goes back to a deal.", w-4)
	}
	const follow = 1
	listHeight := h - parkedHeight - follow
	lines := draw.Box(title, draw.Window(rows, cursor, listHeight-2), w, listHeight, true)
	if parkedHeight > 0 {
		lines = append(lines, draw.Box("Parked, by e-mail afterwards", parked, w, parkedHeight, false)...)
	}
	return append(lines, followUpLine(s))
}

func followUpLine(s *Screen) draw.Line {
	b, r := s.briefing(), s.review()
	who := "The follow-up"
	if b.Manager.ID != "" && b.Manager.ID != b.Rep.ID {
		who = b.Manager.Name + " follows up"
	}
	return draw.Text(draw.Plain, " "+who+" by ").Add(draw.Strong, r.FollowUp.Short(b.Today))
}

func parkedRows(s *Screen, w int) []draw.Line {
	var rows []draw.Line
	for _, p := range s.review().Parked {
		rows = append(rows, hang("·", draw.Plain, p.Text+" ("+s.author(p.Author).First()+")", w)...)
	}
	return rows
}

// actionBlock is an action in the wrap-up: its line, and under it the deal,
// the metric and what is missing.
func (s *Screen) actionBlock(a agenda.Action, w int) []draw.Line {
	rows := s.actionRows(a, false, w)
	under := draw.Text(draw.Plain, "  ")
	if d, ok := s.briefing().Deal(a.DealID); ok {
		under = under.Add(draw.Quiet, d.Name)
	} else {
		under = under.Add(draw.Quiet, "whole review")
	}
	if a.DoneWhen != "" {
		under = under.Add(draw.Quiet, "  done when: "+a.DoneWhen)
	}
	if gaps := a.Gaps(); len(gaps) > 0 && a.State != agenda.Dropped {
		missing := draw.Text(draw.Warn, " missing: "+strings.Join(gaps, ", "))
		under = draw.Spread(under, missing, w)
	}
	return append(append(rows, under.Fit(w)), metRows(a, s.briefing().Today, w)...)
}

func finishedKeys() []key {
	return []key{{On: []string{"q", "enter", "esc"}, Show: "q", Help: "leave", About: "leave; everything is in the file", Do: leave}}
}

// finishedView is what both leave with.
func (s *Screen) finishedView(w, h int) []draw.Line {
	b, r := s.briefing(), s.review()
	plan := r.Plan(s.room.Now)
	where := "writing the minutes…"
	if s.guest() {
		where = "The host's halfhour writes the minutes. q leaves, and prints this list into your terminal."
	}
	if s.path != "" {
		where = "Minutes: " + s.path
	}
	lines := []draw.Line{
		draw.Text(draw.Good, " ✔ ").Add(draw.Strong, "Finished in "+agenda.Minutes(r.Length()-plan.MeetingLeft)),
	}
	lines = append(lines, indent(draw.Wrapped(draw.Plain, where, w-2))...)
	lines = append(lines, followUpLine(s), nil)
	var rows []draw.Line
	for _, a := range r.Agreed("") {
		rows = append(rows, s.actionBlock(a, w-4)...)
	}
	if len(rows) == 0 {
		rows = []draw.Line{draw.Text(draw.Quiet, "No actions were agreed.")}
	}
	title := agenda.Counted(len(r.Agreed("")), "action") + " of " + b.RepNames() + "'s review"
	return append(lines, draw.Box(title, rows, w, h-len(lines), false)...)
}
