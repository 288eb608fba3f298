package minutes_test

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
)

// icsNames are all that may begin a line of a calendar of ours.
var icsNames = []string{
	"BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "PRIORITY", "CREATED", "DUE", "STATUS", "COMPLETED", "ACTION", "TRIGGER",
}

// Whatever the words, a calendar has our to-dos with our properties and nothing
// else, in lines as RFC 5545 wants them, and another reader finds the words in it.
func TestICS(t *testing.T) {
	for _, s := range hostileMore {
		list := three(s)
		list.Items[2].Action.ID = s
		document := writtenAs(t, minutes.ICS, list)
		checkICSLines(t, s, document)
		c, err := ics.ParseCalendar(strings.NewReader(document))
		if err != nil {
			t.Fatalf("%q: %v\n%s", s, err, document)
		}
		todos := c.Todos()
		if len(todos) != 3 || len(c.Components) != 3 || len(todos[0].Components) != 1 || len(todos[1].Components) != 0 || len(todos[2].Components) != 0 {
			t.Fatalf("%q: %d to-dos, %d components\n%s", s, len(todos), len(c.Components), document)
		}
		words, about := strings.TrimSpace(string(safe.Line(s))), "Owner: Ana Ruiz"
		for _, label := range []string{"Deal: ", "Removes: ", "Done when: "} {
			if words != "" {
				about += "\n" + label + words
			}
		}
		for name, want := range map[ics.ComponentProperty]string{
			ics.ComponentPropertySummary: words, ics.ComponentPropertyDescription: about,
			ics.ComponentPropertyDue: "20261125", ics.ComponentPropertyStatus: "NEEDS-ACTION", ics.ComponentPropertyPriority: "1",
			ics.ComponentPropertyUniqueId: uuid + "1@halfhour",
		} {
			if p := todos[0].GetProperty(name); p == nil || p.Value != want {
				t.Errorf("%q: %s is %+v, not %q", s, name, p, want)
			}
		}
	}
	if err := minutes.WriteActionsAs(io.Discard, minutes.ICS, minutes.ActionsOf{}, wrote); err == nil || !strings.Contains(err.Error(), "no action items") {
		t.Errorf("nothing: %v", err)
	}
}

var (
	icsName  = regexp.MustCompile(`^[A-Z-]+`)
	escaped  = regexp.MustCompile(`\\[\\;,nN]`)
	oneID    = regexp.MustCompile(`^UID:[\pL\pM\pN-]*@halfhour$`)
	icsWords = regexp.MustCompile(`^(SUMMARY|DESCRIPTION):`)
)

// checkICSLines looks at a calendar without a reader: its lines as they stand,
// and what each is of once they are unfolded.
func checkICSLines(t *testing.T, s, document string) {
	t.Helper()
	for l := range strings.SplitSeq(strings.TrimSuffix(document, "\r\n"), "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
			t.Errorf("%q: the line %q", s, l)
		}
	}
	begins := 0
	for l := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(document, "\r\n ", ""), "\r\n"), "\r\n") {
		name := icsName.FindString(l)
		if !slices.Contains(icsNames, name) {
			t.Errorf("%q: a line of its own: %q", s, l)
		}
		if name == "BEGIN" {
			begins++
		}
		if rest := escaped.ReplaceAllString(l, ""); icsWords.MatchString(l) && strings.ContainsAny(rest, `\;,`) {
			t.Errorf("%q: not escaped: %q", s, l)
		}
		if name == "UID" && !oneID.MatchString(l) {
			t.Errorf("%q: the id %q", s, l)
		}
	}
	if begins != 1+3+1 { // the calendar, three to-dos, an alarm
		t.Errorf("%q: %d components\n%s", s, begins, document)
	}
}
