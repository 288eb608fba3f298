package hygiene

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
)

// KeyTables returns every key of the screen.
func KeyTables() []keys.Table { return []keys.Table{keys.TableOf("Hygiene", listKeys())} }

func (s *Screen) keys() []key {
	if s.entry != nil {
		return typingKeys()
	}
	return listKeys()
}

func listKeys() []key {
	of := func(s *Screen) *page.Page { return &s.page }
	alone := func(do func(*Screen) tea.Cmd) func(*Screen) tea.Cmd { return page.Alone(of, do) }
	mend := func(on, what string, fields ...agenda.Field) key {
		return key{On: []string{on}, Show: on, Help: what, About: "mend the " + what + " of the marked deal", Last: true,
			Off: (*Screen).nothing, Do: alone(func(s *Screen) tea.Cmd { return s.open(fields...) })}
	}
	table := []key{
		{On: []string{"enter"}, Show: "enter", Help: "mend", About: "mend what is marked, and on to the next", Off: (*Screen).nothing, Do: alone((*Screen).mend)},
		{On: []string{"r"}, Show: "r", Help: "right as it is", About: "what stands there is right: do not ask again", Off: (*Screen).cannotConfirm, Do: alone((*Screen).confirm)},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another line", Last: true, Do: (*Screen).step},
		{On: []string{"pgdown", "pgup", "home", "end"}, Show: "pgdn", Help: "page", About: "a page on or back; home and end", Last: true, Do: (*Screen).step},
		{On: []string{"u"}, Show: "u", Help: "take back", About: "take back what was mended: the CRM's value counts again", Off: (*Screen).nothingToTakeBack, Do: alone((*Screen).takeBack)},
		{On: []string{"tab"}, Show: "tab", Help: "other list", About: "what there is to mend, or what was mended", Do: func(s *Screen) tea.Cmd { s.mended = !s.mended; return nil }},
		{On: []string{"w"}, Show: "w", Help: "write CSV", About: "write what was mended as a CSV for the CRM", Off: (*Screen).nothingMended, Do: alone((*Screen).write)},
		mend("a", "amount", agenda.FieldAmount),
		mend("c", "close date", agenda.FieldClose),
		mend("n", "next step", agenda.FieldNextStep, agenda.FieldNextStepDate),
		mend("s", "stage", agenda.FieldStage),
		mend("o", "owner", agenda.FieldOwner),
		mend("b", "account", agenda.FieldAccount),
		mend("p", "contacts", agenda.FieldContact),
	}
	return append(table, page.Common(of)...)
}

// typingKeys work while something is typed.
func typingKeys() []key {
	return page.Typing[*Screen]{
		Page:  func(s *Screen) *page.Page { return &s.page },
		Entry: func(s *Screen) *entry.Entry { return s.entry },
		About: "save it and go on to the next",
		Save:  func(s *Screen) tea.Cmd { return s.save() },
		Type:  (*Screen).typed,
		Close: func(s *Screen) { s.entry = nil },
	}.Keys()
}

func (s *Screen) nothing() string {
	switch _, ok := s.here(); {
	case ok:
		return ""
	case s.mended:
		return s.nothingMended()
	case !s.loaded:
		return page.Reading
	}
	return "There is nothing to mend."
}

func (s *Screen) cannotConfirm() string {
	if s.mended {
		return "This is about what there is to mend: tab goes there."
	}
	if why := s.nothing(); why != "" {
		return why
	}
	it := s.list.Items[s.at().At]
	if it.Finding.Mends == "" || s.standing(it.Deal, it.Finding.Mends) == "" {
		return "Nothing stands there that could be right."
	}
	return ""
}

func (s *Screen) nothingToTakeBack() string {
	if s.mended {
		return s.nothing()
	}
	if s.last == nil {
		return "Nothing was mended here yet; tab shows what was mended before."
	}
	return ""
}

func (s *Screen) nothingMended() string {
	switch {
	case len(s.fixes) > 0:
		return ""
	case !s.loaded:
		return page.Reading
	}
	return "Nothing was mended that the CRM does not say too."
}

func (s *Screen) step() tea.Cmd {
	s.at().Press(s.page.Pressed.String())
	return nil
}

// mend opens the field that the marked line is about.
func (s *Screen) mend() tea.Cmd {
	if s.mended {
		return s.open(s.fixes[s.at().At].Field)
	}
	f := s.list.Items[s.at().At].Finding.Mends
	if f == "" {
		f = agenda.FieldClose
	}
	return s.open(f)
}

// open asks for the values of some fields of the deal at the cursor.
func (s *Screen) open(fields ...agenda.Field) tea.Cmd {
	d, _ := s.here()
	if fields[0] == agenda.FieldNextStepDate {
		fields = []agenda.Field{agenda.FieldNextStep, agenda.FieldNextStepDate}
	}
	var list []entry.Field
	for _, f := range fields {
		list = append(list, s.field(d, f))
	}
	title := draw.Capital(fields[0].Label()) + " of " + d.Name
	s.entry, s.filled, s.of = entry.New(title, "", list...), fields, d
	return nil
}

// field is how one value is asked for. Texts are there to be edited; of other
// values a new one is typed.
func (s *Screen) field(d agenda.Deal, f agenda.Field) entry.Field {
	var e entry.Field
	now := s.standing(d, f)
	switch f {
	case agenda.FieldNextStep, agenda.FieldAccount, agenda.FieldContact, agenda.FieldName:
		e.Default, now = now, ""
	}
	switch f {
	case agenda.FieldAmount:
		e.Hint = "84000, 84k, €12,500"
	case agenda.FieldClose:
		e.Hint = "15 dec, eom, +2w, 2027-01-31"
	case agenda.FieldNextStep:
		e.Hint = "what the buyer and you do next"
	case agenda.FieldNextStepDate:
		e.Label, e.Hint = "by", "fri, +3d, 15 dec"
	case agenda.FieldStage:
		e.Hint, e.Choices = "↑ and ↓ offer the stages", s.list.Stages(d)
	case agenda.FieldOwner:
		e.Hint = "a name; ↑ and ↓ offer who there is"
		for _, p := range s.list.People {
			e.Choices = append(e.Choices, p.Name)
		}
	case agenda.FieldAccount:
		e.Hint = "the company's name"
	case agenda.FieldName:
		e.Hint = "a name that tells the two apart; r if they are two deals"
	case agenda.FieldContact:
		e.Hint = "Zoë Ñandú <zoe@example.com>; another after a semicolon"
	}
	if now != "" {
		e.Hint = "now " + now + "; " + e.Hint
	}
	return e
}

// standing is what a deal has in a field, as one would type it.
func (s *Screen) standing(d agenda.Deal, f agenda.Field) string {
	switch f {
	case agenda.FieldAmount:
		if d.Amount.Known() {
			text := d.Amount.Decimal()
			if d.Amount.Currency != agenda.NoCurrency {
				text += " " + d.Amount.Currency
			}
			return text
		}
	case agenda.FieldClose:
		return d.Close.String()
	case agenda.FieldNextStep:
		return d.NextStep
	case agenda.FieldNextStepDate:
		return d.NextStepDate.String()
	case agenda.FieldStage:
		return d.Stage
	case agenda.FieldOwner:
		return s.names[d.Owner]
	case agenda.FieldAccount:
		return d.Account
	case agenda.FieldName:
		return d.Name
	case agenda.FieldContact:
		x, _ := d.Fix(f)
		return x.Value
	}
	return ""
}

func (s *Screen) save() tea.Cmd {
	e, d, fields := s.entry, s.of, s.filled
	s.page.Save(e)
	typed := map[agenda.Field]string{}
	for i, f := range fields {
		typed[f] = e.Value(i)
	}
	said := fmt.Sprintf("%s: the %s is mended.", d.Name, fields[0].Label())
	return func() tea.Msg {
		deal, err := s.desk.Mend(s.ctx, d, typed)
		return mendedMsg{s, deal, said, e, &undo{d, fields}, err}
	}
}

func (s *Screen) confirm() tea.Cmd {
	it := s.list.Items[s.at().At]
	d, f := it.Deal, it.Finding.Mends
	said := fmt.Sprintf("%s: the %s is right as it is.", d.Name, f.Label())
	s.page.Save(nil)
	return func() tea.Msg {
		deal, err := s.desk.Confirm(s.ctx, d, f)
		return mendedMsg{s, deal, said, nil, &undo{d, []agenda.Field{f}}, err}
	}
}

func (s *Screen) takeBack() tea.Cmd {
	var what undo
	if s.mended {
		x := s.fixes[s.at().At]
		what = undo{x.deal, []agenda.Field{x.Field}}
	} else {
		what = *s.last
	}
	s.page.Save(nil)
	return func() tea.Msg {
		var deal Mended
		var err error
		for _, f := range what.fields {
			if deal, err = s.desk.TakeBack(s.ctx, what.deal, f); err != nil {
				break
			}
		}
		said := fmt.Sprintf("%s: the %s is what the CRM says again.", what.deal.Name, what.fields[0].Label())
		return mendedMsg{s, deal, said, nil, nil, err}
	}
}

func (s *Screen) write() tea.Cmd {
	return func() tea.Msg {
		path, err := s.desk.Write(s.ctx)
		return wroteMsg{s, path, err}
	}
}
