package minutes_test

import (
	"io"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
)

// bodyOf reads a mail as a mail program does.
func bodyOf(t *testing.T, m minutes.Mail) (header mail.Header, body string) {
	t.Helper()
	var b strings.Builder
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadMessage(strings.NewReader(b.String()))
	if err != nil {
		t.Fatalf("%v:\n%s", err, b.String())
	}
	text, err := io.ReadAll(quotedprintable.NewReader(got.Body))
	if err != nil {
		t.Fatal(err)
	}
	return got.Header, strings.ReplaceAll(string(text), "\r\n", "\n")
}

var (
	repOf  = agenda.Person{ID: "p", Name: "Ana Ruiz", Role: agenda.Rep, Email: "ana@example.com"}
	bossOf = agenda.Person{ID: "q", Name: "Dana Lee", Role: agenda.Manager, Email: "dana@example.com"}
	ceo    = agenda.Person{ID: "x", Name: "Odile Ní Bhriain", Role: agenda.Executive}
)

func TestFollowUpMail(t *testing.T) {
	list := minutes.ActionsOf{Rep: repOf, Today: monday + 3, People: []agenda.Person{repOf, bossOf, ceo}}
	for _, a := range []agenda.Action{
		{ID: "1", Text: "Book the CISO call", Owner: "p", Due: monday + 4, Priority: 1, State: agenda.ToDo, Met: monday + 2, MetBy: "stage is Negotiation"},
		{ID: "2", Text: "Ask their CFO for a date", Owner: "q", Due: monday + 4, State: agenda.ToDo},
		{ID: "3", Text: "Call their chair", Owner: "x", State: agenda.ToDo},
		{ID: "4", Text: "done already", Owner: "q", State: agenda.Done},
	} {
		list.Items = append(list.Items, minutes.Item{Action: a})
	}
	m := minutes.FollowUpMail(list, bossOf, monday, monday.Time())
	header, body := bodyOf(t, m)
	if header.Get("To") != `"Ana Ruiz" <ana@example.com>` || header.Get("From") != `"Dana Lee" <dana@example.com>` || header.Get("Subject") != "After our review of Mon 23 Nov" {
		t.Errorf("the header is %v", header)
	}
	want := `Hello Ana,

this is where we are after our review of Mon 23 Nov.

What I promised:

- Ask their CFO for a date, due Fri 27 Nov

What is yours:

- Book the CISO call, due Fri 27 Nov
  metric met on 25 Nov: stage is Negotiation: is it done?

What we asked of others:

- Call their chair

Is anything in the way that I can move?

Dana
`
	if body != want {
		t.Errorf("the body is\n%s", body)
	}
	link, err := url.Parse(m.Link())
	if err != nil || link.Opaque != "ana@example.com" || strings.ReplaceAll(link.Query().Get("body"), "\r\n", "\n")+"\n" != want {
		t.Errorf("the link is %s: %v", m.Link(), err)
	}
}

func TestParkedMails(t *testing.T) {
	r := agenda.NewReview("r", "p", "q", nil, monday)
	r.Parked = []agenda.Parked{{Text: "Holiday plan", Author: "p"}, {Text: "Laptop for Ana", Author: "q"}, {Text: "Budget @odile", Author: "q"}, {Text: "Car", Author: "p"}}
	b := agenda.Briefing{Today: monday, People: []agenda.Person{repOf, bossOf, ceo}}
	var got []string
	for _, m := range minutes.ParkedMails(r, b, monday.Time()) {
		header, body := bodyOf(t, m)
		_, topics, _ := strings.Cut(body, "\n\n")
		got = append(got, m.To.Name+" from "+m.From.Name+": "+topics)
		if (header.Get("To") != "") != (m.To.Email != "") {
			t.Errorf("to %q", header.Get("To"))
		}
	}
	intro := "this came up in the review of Mon 23 Nov and was set aside there, to be answered by mail:\n\n"
	want := []string{
		"Dana Lee from Ana Ruiz: " + intro + "- Holiday plan (Ana Ruiz)\n- Car (Ana Ruiz)\n",
		"Ana Ruiz from Dana Lee: " + intro + "- Laptop for Ana (Dana Lee)\n",
		"Odile Ní Bhriain from Dana Lee: " + intro + "- Budget @odile (Dana Lee)\n",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the mails are\n%q\nwant\n%q", got, want)
	}
	r.Manager, r.Parked = "", r.Parked[:1]
	if mails := minutes.ParkedMails(r, b, monday.Time()); len(mails) != 0 {
		t.Errorf("to nobody: %+v", mails)
	}
}

// letters are a mail of a parked topic and one of follow-up in which every word
// is s; none when it names somebody with @.
func letters(s string) []minutes.Mail {
	r := agenda.NewReview("r", "p", "q", nil, monday)
	r.Parked = []agenda.Parked{{Text: "topic " + s, Author: "p"}}
	people := []agenda.Person{{ID: "p", Name: s, Email: s}, {ID: "q", Name: s, Email: "dana@example.com"}}
	list := minutes.ActionsOf{Rep: people[0], Today: monday, People: people, Items: []minutes.Item{{Action: agenda.Action{Text: s, Owner: "q", State: agenda.ToDo, MetBy: s, Met: monday, DoneWhen: s}, Deal: s, Obstacle: s}}}
	mails := minutes.ParkedMails(r, agenda.Briefing{Today: monday, People: people}, monday.Time())
	if len(mails) != 1 {
		return nil
	}
	return append(mails, minutes.FollowUpMail(list, people[1], monday, monday.Time()))
}

// Whatever people and topics are called, a mail has its own headers and no
// other, and the topic is in its body, on a line that is its own.
func TestHostileLetters(t *testing.T) {
	var most []int // lines
	for _, m := range letters("plain") {
		_, body := bodyOf(t, m)
		most = append(most, strings.Count(body, "\n"))
	}
	for _, s := range append([]string{"a\r\nBcc: x@evil.example", "x\n\n.\r\n", "=?utf-8?q?=0d=0aBcc:x?=", strings.Repeat("长", 500)}, hostile...) {
		for i, m := range letters(s) {
			header, body := bodyOf(t, m)
			for name := range header {
				if !slices.Contains(ours, name) {
					t.Errorf("%q makes a header %s", s, name)
				}
			}
			if words := strings.TrimSpace(string(safe.Line(s))); !strings.Contains(body, words) || strings.Count(body, "\n") > most[i] {
				t.Errorf("%q is not a part of a line of\n%s", words, body)
			}
		}
	}
}
