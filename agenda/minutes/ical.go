package minutes

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// alarmAt is when on the day it is due a to-do reminds its owner: 9 in the
// morning there. Our choice.
const alarmAt = "PT9H"

// writeICS writes a VTODO for each item (RFC 5545), with a due date and, while
// it is open, an alarm.
func writeICS(w io.Writer, list ActionsOf, now time.Time) error {
	c := ical.NewCalendar()
	c.Props.SetText(ical.PropVersion, "2.0")
	c.Props.SetText(ical.PropProductID, "-//halfhour//pipeline review//EN")
	for _, item := range list.kept() {
		c.Children = append(c.Children, list.todo(item, now))
	}
	if len(c.Children) == 0 {
		return errNoItems
	}
	var b bytes.Buffer
	if err := ical.NewEncoder(&b).Encode(c); err != nil {
		return err
	}
	_, err := io.WriteString(w, folded(b.String()))
	return err
}

// folded breaks lines after 75 octets (RFC 5545, 3.1), which the encoder does
// not do; no character is cut in half.
func folded(document string) string {
	const most = 75
	var b strings.Builder
	room := most
	for _, r := range document {
		size := utf8.RuneLen(r)
		switch {
		case r == '\n':
			room = most
			b.WriteRune(r)
			continue
		case r != '\r' && size > room:
			b.WriteString("\r\n ")
			room = most - 1
		}
		b.WriteRune(r)
		room -= size
	}
	return b.String()
}

// todo is an item as a VTODO.
func (list ActionsOf) todo(item Item, now time.Time) *ical.Component {
	a := item.Action
	t := ical.NewComponent(ical.CompToDo)
	t.Props.SetText(ical.PropUID, slug(a.ID)+"@halfhour")
	t.Props.SetDateTime(ical.PropDateTimeStamp, now.UTC())
	t.Props.SetText(ical.PropSummary, line(a.Text))
	var about []string
	owner, _ := list.owner(item)
	for _, part := range []struct{ label, words string }{{"Owner: ", owner}, {"Deal: ", item.Deal}, {"Removes: ", item.Obstacle}, {"Done when: ", a.DoneWhen}} {
		if words := line(part.words); words != "" {
			about = append(about, part.label+words)
		}
	}
	t.Props.SetText(ical.PropDescription, strings.Join(about, "\n"))
	if a.Priority > 0 {
		t.Props.Set(&ical.Prop{Name: ical.PropPriority, Params: ical.Params{}, Value: strconv.Itoa(icsPriority[min(a.Priority, 3)])})
	}
	if !a.At.IsZero() {
		t.Props.SetDateTime(ical.PropCreated, a.At.UTC())
	}
	if a.Due != 0 {
		t.Props.SetDate(ical.PropDue, a.Due.Time())
	}
	if a.State == agenda.Done {
		t.Props.SetText(ical.PropStatus, "COMPLETED")
		if !a.DoneAt.IsZero() {
			t.Props.SetDateTime(ical.PropCompleted, a.DoneAt.UTC())
		}
		return t
	}
	t.Props.SetText(ical.PropStatus, "NEEDS-ACTION")
	if a.Due != 0 {
		t.Children = append(t.Children, alarm(line(a.Text)))
	}
	return t
}

// icsPriority is our priority as iCalendar counts: 1 highest, 9 lowest.
var icsPriority = map[int]int{1: 1, 2: 5, 3: 9}

func alarm(about string) *ical.Component {
	c := ical.NewComponent(ical.CompAlarm)
	c.Props.SetText(ical.PropAction, "DISPLAY")
	c.Props.SetText(ical.PropDescription, about)
	trigger := ical.NewProp(ical.PropTrigger)
	trigger.Value = alarmAt
	trigger.Params.Set("RELATED", "END")
	c.Props.Set(trigger)
	return c
}

// line is one line of text.
func line(s string) string { return strings.TrimSpace(string(safe.Line(s))) }
