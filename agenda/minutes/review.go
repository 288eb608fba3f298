package minutes

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
)

// Names returns the name of a deal by its id, "" for one it does not know.
type Names func(dealID string) string

// WriteReview writes the minutes of a review as Markdown: when it was held, by
// whom and how long, each deal with what was said about it, and what comes
// after. Times of day are those of a place. A review that is not over is
// written as far as it has come. An error is the writer's.
func WriteReview(w io.Writer, r agenda.Review, b agenda.Briefing, names Names, place *time.Location) error {
	m := minutes{r: r, b: b, names: names, place: place}
	m.head()
	m.times()
	for _, id := range r.Deals() {
		m.deal(id)
	}
	m.wholeReview()
	m.parked()
	if err := m.writeTo(w); err != nil {
		return fmt.Errorf("write the minutes: %w", err)
	}
	return nil
}

// minutes are being written.
type minutes struct {
	page
	r     agenda.Review
	b     agenda.Briefing
	names Names
	place *time.Location
}

func (m *minutes) head() {
	reps, manager := m.reps(), m.b.PersonByID(m.r.Manager)
	m.heading(1, fmt.Sprintf("Pipeline review · %s with %s · %s", named(agenda.Names(reps)), named(manager.Name), m.r.Today.Time().Format("2 Jan 2006")))
	m.item(m.held())
	var present []string
	for _, p := range append(reps, manager) {
		present = append(present, withRole(p))
	}
	for _, id := range m.r.Attended() {
		if id != m.r.Manager && !slices.Contains(m.r.Reps(), id) {
			present = append(present, withRole(m.b.PersonByID(id)))
		}
	}
	m.item("Present: " + strings.Join(present, ", "))
	if joined := m.attendance(); joined != "" {
		m.item(joined)
	}
	m.item(m.length())
	for _, extra := range m.extras() {
		m.item(extra)
	}
	m.item("Follow-up: by " + m.r.FollowUp.Short(m.r.Today))
}

// reps are the rep and, in a joint review, the others.
func (m *minutes) reps() []agenda.Person {
	var list []agenda.Person
	for _, id := range m.r.Reps() {
		list = append(list, m.b.PersonByID(id))
	}
	return list
}

// attendance says who joined from another laptop and what happened there, a
// person after the other; "" when nobody did.
func (m *minutes) attendance() string {
	var people []string
	said := map[string][]string{}
	for _, a := range m.r.Attendance {
		if said[a.Person] == nil {
			people = append(people, a.Person)
		}
		said[a.Person] = append(said[a.Person], fmt.Sprintf("%s %s", a.What, a.At.In(m.place).Format("15:04")))
	}
	var parts []string
	for _, id := range people {
		parts = append(parts, named(m.b.PersonByID(id).Name)+" "+strings.Join(said[id], ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Attendance over ssh: " + strings.Join(parts, "; ")
}

// held says when the review was held.
func (m *minutes) held() string {
	c := m.r.Clock
	if c.Started.IsZero() {
		return "Not held yet"
	}
	started := c.Started.In(m.place)
	held := fmt.Sprintf("Held: %s, %s", started.Format("Mon 2 Jan 2006"), started.Format("15:04"))
	switch {
	case !c.Ended.IsZero():
		return held + " to " + c.Ended.In(m.place).Format("15:04")
	case m.r.Stage == agenda.SetAside:
		return held + ", then set aside"
	}
	return held + ", not finished"
}

// used returns the running time of a slot; while the review runs, until
// somebody last saw it.
func (m *minutes) used(slot int) time.Duration { return m.r.Used(slot, m.r.Clock.Seen) }

func (m *minutes) total() time.Duration {
	var sum time.Duration
	for i := range m.r.Slots {
		sum += m.used(i)
	}
	return sum
}

// length says how long the meeting took, and how it went past its end.
func (m *minutes) length() string {
	length := fmt.Sprintf("Length: %s of %s planned", agenda.Minutes(m.total()), agenda.Minutes(m.r.Length()))
	if over := m.total() - m.r.Length(); over > 0 {
		length += ", over by " + agenda.Minutes(over)
	}
	if o := m.r.Clock.Overtime; o.Asked && o.GoOn {
		length += fmt.Sprintf("; going on was agreed at %s%s", o.At.In(m.place).Format("15:04"), m.by(o.Author))
	}
	return length
}

// extras are the times that did not count.
func (m *minutes) extras() []string {
	c := m.r.Clock
	var list []string
	if !c.Ended.IsZero() {
		if paused := c.Ended.Sub(c.Started) - m.total() - c.TakenOut; paused >= time.Second {
			list = append(list, "Paused: "+agenda.Minutes(paused))
		}
	}
	if c.TakenOut > 0 {
		list = append(list, fmt.Sprintf("Taken out: %s in which nobody watched", agenda.Minutes(c.TakenOut)))
	}
	return list
}

func (m *minutes) times() {
	m.heading(2, "Time")
	for i, s := range m.r.Slots {
		name, planned := "Overview", agenda.OverviewTime
		switch s.Kind {
		case agenda.DealSlot:
			name, planned = m.dealName(s.DealID), agenda.DealTime
		case agenda.WrapUpSlot:
			name, planned = "Wrap-up", agenda.WrapUpTime
		}
		m.item(fmt.Sprintf("%s: %s of %s", name, agenda.Minutes(m.used(i)), agenda.Minutes(planned)))
	}
}

func (m *minutes) dealName(id string) string {
	if d, ok := m.b.Deal(id); ok && strings.TrimSpace(d.Name) != "" {
		return named(d.Name)
	}
	return named(m.names(id))
}

// by returns ", NAME" for somebody, "" for nobody.
func (m *minutes) by(person string) string {
	if person == "" {
		return ""
	}
	return ", " + named(m.b.PersonByID(person).Name)
}

// inBrackets returns " (…)" around parts that each begin with ", "; "" for none.
func inBrackets(parts string) string {
	if parts == "" {
		return ""
	}
	return " (" + strings.TrimPrefix(parts, ", ") + ")"
}

// wholeReview writes what was said about no deal in particular.
func (m *minutes) wholeReview() {
	if !m.saidAbout("") {
		return
	}
	m.heading(2, "The whole review")
	m.obstacles("")
	m.actions("")
	m.notes("")
}

func (m *minutes) saidAbout(dealID string) bool {
	return slices.ContainsFunc(m.r.Obstacles, func(o agenda.Obstacle) bool { return o.DealID == dealID }) ||
		slices.ContainsFunc(m.r.Agreed(""), func(a agenda.Action) bool { return a.DealID == dealID }) ||
		slices.ContainsFunc(m.r.Notes, func(n agenda.Note) bool { return n.DealID == dealID && strings.TrimSpace(n.Text) != "" })
}

func (m *minutes) parked() {
	if len(m.r.Parked) == 0 {
		return
	}
	m.heading(2, "Parked topics")
	for _, p := range m.r.Parked {
		m.item(text(p.Text) + inBrackets(m.by(p.Author)+m.on(p.At)))
	}
}

// on returns ", DATE" for an instant, "" for none.
func (m *minutes) on(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ", " + agenda.DateOf(at.In(m.place)).Short(m.r.Today)
}
