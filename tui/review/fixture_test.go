package review

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

var monday = agenda.NewDate(2026, time.November, 23)

// at is an instant of the meeting's morning.
func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-23 "+clock, time.Local)
	if err != nil {
		panic(err)
	}
	return t
}

func usd(major int64) agenda.Money { return agenda.Money{Minor: major * 100, Currency: "USD"} }

// briefing is an invented rep's morning: three deals in trouble, one company
// with a Chinese name, one name that is far too long.
func briefing() agenda.Briefing {
	ana := agenda.Person{ID: "ana", Name: "Ana Ruiz", Role: agenda.Rep}
	dana := agenda.Person{ID: "dana", Name: "Dana Lee", Role: agenda.Manager}
	vp := agenda.Person{ID: "odile", Name: "Odile Fabre-Nguyễn", Role: agenda.Executive}
	deals := []agenda.Deal{
		{ID: "d1", Name: "Nordlicht renewal", Account: "Nordlicht Energie GmbH", Owner: "ana", Stage: "Negotiation", Step: agenda.Negotiation, Status: agenda.Open,
			Amount: usd(84000), Close: monday - 9, Created: monday - 140, StageSince: monday - 44, LastActivity: monday - 19, ActivityKind: "mail", Probability: 90,
			Track: agenda.Track{Pushes: 3, PushedDays: 62, LongestPush: 28, FirstAmount: usd(96000)}},
		{ID: "d2", Name: "青岚云平台扩容", Account: "青岚科技有限公司", Owner: "ana", Stage: "Discovery", Step: agenda.Discovery, Status: agenda.Open,
			Amount: usd(51000), Close: monday + 60, Created: monday - 50, StageSince: monday - 40, LastActivity: monday - 3, ActivityKind: "call", NextStep: "Workshop with the plant team", NextStepDate: monday + 4, Probability: 20},
		{ID: "d3", Name: "Warehouse routing pilot for the whole of the Iberian distribution network", Account: "Transportes Ibáñez y Compañía", Owner: "ana", Stage: "Proposal", Step: agenda.Proposal, Status: agenda.Open,
			Amount: usd(120000), Close: monday + 7, Created: monday - 90, StageSince: monday - 30, LastActivity: monday - 12, Probability: 75},
		{ID: "d4", Name: "Kestrel pilot", Account: "Kestrel Avionics", Owner: "ana", Stage: "Qualification", Step: agenda.Qualification, Status: agenda.Open,
			Close: monday + 30, Created: monday - 10, LastActivity: monday - 1, NextStep: "Intro call", NextStepDate: monday + 2, Probability: -1},
	}
	find := func(code string, sev int, evidence string) agenda.Finding {
		return agenda.Finding{Code: code, Severity: sev, Evidence: evidence}
	}
	return agenda.Briefing{
		Rep: ana, Manager: dana, People: []agenda.Person{ana, dana, vp}, Today: monday, Deals: deals,
		Pipeline: agenda.Pipeline{
			Open: agenda.Totals{"USD": 25500000}, Weighted: agenda.Totals{"USD": 17580000}, OpenCount: 4, ClosesCount: 3,
			Closes: agenda.Totals{"USD": 20400000}, QuarterEnd: agenda.NewDate(2027, 1, 1), WonCount: 2, Won: agenda.Totals{"USD": 6100000},
			AllWon: 14, AllLost: 27, Quota: usd(250000), NoAmount: 1, OpenActions: 5, OverdueItems: 2,
			Stages: []agenda.StageBar{
				{Stage: "Qualification", Step: agenda.Qualification, Count: 1},
				{Stage: "Discovery", Step: agenda.Discovery, Count: 1, Total: agenda.Totals{"USD": 5100000}},
				{Stage: "Proposal", Step: agenda.Proposal, Count: 1, Total: agenda.Totals{"USD": 12000000}},
				{Stage: "Negotiation", Step: agenda.Negotiation, Count: 1, Total: agenda.Totals{"USD": 8400000}},
			},
		},
		Ranked: []agenda.Candidate{
			{DealID: "d1", Score: 9, Reason: because("33 % of the open pipeline", "9 days past its close date", "pushed 3 times"), Findings: []agenda.Finding{
				find("overdue", 3, "closes 14 Nov: 9 days overdue"), find("pushed", 3, "pushed 3 times, 62 days in all, the longest 28"),
				find("stale", 2, "no activity for 19 days, last a mail on 4 Nov"), find("shrinking", 1, "amount cut from $96,000 to $84,000")}},
			{DealID: "d3", Score: 7, Reason: because("47 % of the open pipeline", "no next step", "closes in 7 days"), Findings: []agenda.Finding{
				find("no-next-step", 2, "no next step")}},
			{DealID: "d2", Score: 3, Reason: because("", "40 days in Discovery; 21 is usual (default)"), Findings: []agenda.Finding{
				find("slow-stage", 2, "40 days in Discovery; 21 is usual (default)")}},
			{DealID: "d4", Score: 1, Reason: because("", "no amount yet"), Findings: nil},
		},
		Earlier: []agenda.EarlierAnswer{
			{Answer: agenda.Answer{DealID: "d1", Question: "open-terms", Value: agenda.Yes, Evidence: "redline of 2 Nov", Author: "ana", At: at("09:00:00").AddDate(0, 0, -21)}, Stage: "Negotiation"},
			{Answer: agenda.Answer{DealID: "d1", Question: "signatory", Value: agenda.Yes, Evidence: "met on the fair", Author: "ana", At: at("09:00:00").AddDate(0, 0, -40)}, Stage: "Negotiation"},
		},
		StillDue: []agenda.Action{
			{ID: "e1", DealID: "d1", Text: "Send the redline back with the four open terms, each with a name beside it", Owner: "ana", Priority: 1, Due: monday - 3},
			{ID: "e2", DealID: "d1", Text: "Ask the CFO for lunch", Owner: "dana", Priority: 2, Due: monday + 2, State: agenda.ToDo, Met: monday - 1, MetBy: "stage is Negotiation"},
		},
		LastTime: agenda.LastTime{Held: monday - 7, Actions: 5, Done: 3, Carried: 2, FollowUp: monday - 4, Moved: "1 won · 2 pushed (median 21 days) · 1 new · 4 unchanged", Falls: []agenda.Fall{{Currency: "USD", Steps: []agenda.FallStep{
			{Name: "start", Deals: 4, Amount: 24800000, Total: true}, {Name: "new", Deals: 1, Amount: 5100000}, {Name: "up"}, {Name: "down", Deals: 1, Amount: -1200000},
			{Name: "won", Deals: 1, Amount: -3200000}, {Name: "end", Deals: 4, Amount: 25500000, Total: true}}}}},
	}
}

var errDiskFull = errors.New("the disk is full")

// meeting is a screen in a room of its own. It runs in a synctest bubble, so
// time passes when the test says so.
type meeting struct {
	t      *testing.T
	screen *Screen
	keeper *livetest.Keeper
	room   *live.Room
	began  time.Time
	slept  atomic.Int64 // nanoseconds that the wall clock jumped
}

// inMeeting runs a test at 10:00:00 in a review of the given deals.
func inMeeting(t *testing.T, b agenda.Briefing, deals []string, test func(m *meeting)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := &meeting{t: t, began: time.Now()}
		r := agenda.NewReview("r1", b.Rep.ID, b.Manager.ID, deals, b.Today)
		m.keeper = livetest.NewKeeper(r)
		m.open(r, b)
		defer time.Sleep(2 * draftAfter) // what waits to keep a draft gives up
		defer func() { m.room.Close() }()
		test(m)
	})
}

// open sits down at a review, as after a start or a restart.
func (m *meeting) open(r agenda.Review, b agenda.Briefing) {
	m.room = live.NewRoom(m.keeper, r, b, m.clock, func(err error) string { return err.Error() }, nil)
	n := len(r.Actions) + len(r.Obstacles) + len(r.Parked)
	m.screen = New(m.t.Context(), m.room.Sit(), Host{
		Me: b.Manager.ID,
		NewID: func() string {
			n++
			return fmt.Sprintf("id%d", n)
		},
		Minutes: func(agenda.Review, agenda.Briefing) (string, error) {
			return "reviews/2026-11-23-ana-ruiz.md", nil
		},
	})
}

// saved is the review as the file has it.
func (m *meeting) saved() agenda.Review {
	r, _, _ := m.keeper.Saved()
	return r
}

func (m *meeting) clock() time.Time {
	return at("10:00:00").Add(time.Since(m.began) + time.Duration(m.slept.Load()))
}

// pass lets time go by and shows it.
func (m *meeting) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	m.screen.see(m.screen.seat.State())
}

// sleep closes the lid for a while.
func (m *meeting) sleep(d time.Duration) {
	m.slept.Add(int64(d))
	m.pass(time.Second)
}

// press types keys by name and waits until the room has answered each.
func (m *meeting) press(names ...string) {
	m.t.Helper()
	for _, name := range names {
		m.run(m.screen.Update(keyPress(name)))
	}
}

// write types text at once.
func (m *meeting) write(text string) { m.run(m.screen.Update(paste(text))) }

func paste(text string) tea.Msg { return tea.PasteMsg{Content: text} }

// answer waits for what a command brings, however long it takes.
func (m *meeting) answer(cmd tea.Cmd) { m.run(m.screen.Update(cmd())) }

// run runs a command and what follows from it; ticks that wait are left out.
func (m *meeting) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	got := make(chan tea.Msg, 1)
	go func() { got <- cmd() }()
	select {
	case msg := <-got:
		switch msg := msg.(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				m.run(c)
			}
		case tea.QuitMsg, nil:
		default:
			m.run(m.screen.Update(msg))
		}
	case <-time.After(time.Millisecond): // a tick of later
	}
}

func keyPress(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "right": tea.KeyRight, "left": tea.KeyLeft,
		"up": tea.KeyUp, "down": tea.KeyDown, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	}
	switch {
	case name == "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	case name == "shift+tab":
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	case name == "ctrl+c":
		return tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
	case codes[name] != 0:
		return tea.KeyPressMsg{Code: codes[name]}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// frame is the screen without colours.
func (m *meeting) frame(w, h int) string {
	lines, _, _, _ := m.screen.View(w, h)
	text := ""
	for _, l := range lines {
		text += l.String() + "\n"
	}
	return text
}

// coloured is the screen as a terminal gets it.
func (m *meeting) coloured(w, h int) string {
	lines, _, _, _ := m.screen.View(w, h)
	return draw.NewTheme(true).Render(lines)
}

// because is a reason of a candidate.
func because(weighs string, grounds ...string) agenda.Reason {
	var r agenda.Reason
	for _, text := range grounds {
		r.Grounds = append(r.Grounds, agenda.Ground{Kind: text, Text: text})
	}
	if weighs != "" {
		r.Weighs = []string{weighs}
	}
	return r
}
