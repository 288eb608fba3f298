package minutes_test

import (
	"mime"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
)

// ours are the headers of a mail.
var ours = []string{"Date", "Subject", "From", "To", "X-Unsent", "Mime-Version", "Content-Type", "Content-Transfer-Encoding"}

// inHeader is how words stand in a header for its reader.
func inHeader(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(string(safe.Line(s)), "=?", "= ?")), " ")
}

// Whatever the words, a mail has our headers and no other, in lines as RFC 5322
// wants them, and its reader finds the words where they were put.
func TestMail(t *testing.T) {
	for _, s := range hostileMore {
		to := agenda.Person{ID: "ana", Name: s, Email: "ana@example.com"}
		m := minutes.ActionsMail(three(s), to, wrote)
		m.From, m.Subject, m.Body = agenda.Person{Name: s, Email: s}, m.Subject+" "+s, m.Body+"\n"+s+"\nthe end"
		var b strings.Builder
		if err := m.Write(&b); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(b.String(), "\r\n") {
			if len(l) > 998 || strings.ContainsAny(l, "\r\n") {
				t.Errorf("%q: the line %q", s, l)
			}
		}
		header, body := bodyOf(t, m)
		for name, values := range header {
			if !slices.Contains(ours, name) || len(values) != 1 {
				t.Errorf("%q: a header %q: %q", s, name, values)
			}
		}
		if list, err := header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != "ana@example.com" || strings.Join(strings.Fields(list[0].Name), " ") != inHeader(s) {
			t.Errorf("%q: to %v, %v", s, list, err)
		}
		checkFrom(t, header, s)
		subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
		if want := inHeader("Action items, week of 23 Nov 2026 " + s); err != nil || strings.Join(strings.Fields(subject), " ") != want {
			t.Errorf("the subject is %q, not %q, %v", subject, want, err)
		}
		if !strings.Contains(body, "- "+strings.TrimSpace(string(safe.Line(s)))) || !strings.Contains(body, "due Wed 25 Nov") || !strings.HasSuffix(body, "\n"+string(safe.Block(s))+"\nthe end\n") {
			t.Errorf("%q: the body is %q", s, body)
		}
		link, err := url.Parse(m.Link())
		if err != nil || link.Scheme != "mailto" || link.Opaque != "ana@example.com" || len(link.Query()) != 2 || strings.ReplaceAll(link.Query().Get("body"), "\r\n", "\n")+"\n" != body {
			t.Errorf("%q: the link %q, %v", s, m.Link(), err)
		}
	}
}

// checkFrom wants exactly the sender's address where there is a sender.
func checkFrom(t *testing.T, header mail.Header, address string) {
	t.Helper()
	if header.Get("From") == "" {
		return
	}
	if from, err := header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != address {
		t.Errorf("%q: from %v, %v", address, from, err)
	}
}

// What stands in the place of an address is one, or left out: it never adds
// somebody, nor a field to a link.
func TestAddresses(t *testing.T) {
	for address, taken := range map[string]bool{
		"ana@example.com": true, "ana.ruiz+q4@example.eu": true, " ana@example.com ": true, "añа@example.com": true, "o'neill@example.com": true,
		"": false, "ana": false, "Ana Ruiz": false, "ana@example.com, eve@evil.example": false, "ana@example.com;eve@evil.example": false,
		"ana@example.com>,<eve@evil.example": false, "Ana <ana@example.com>": false, `"x, eve"@example.com`: false, `"x\r\nBcc: y"@example.com`: false,
		"ana@example.com\r\nBcc: eve@evil.example": false, "team:ana@example.com;": false,
		"ana?cc=eve@evil.example": true, "ana&cc=eve@evil.example": true, "ana%0abcc@example.com": true, "ana#x@example.com": true, // odd, and allowed
	} {
		m := minutes.Mail{From: agenda.Person{Email: address}, To: agenda.Person{Name: "Ana Ruiz", Email: address}, Subject: "Hello", Body: "x", Date: wrote}
		header, _ := bodyOf(t, m)
		plain := strings.TrimSpace(address)
		if (header.Get("To") != "") != taken || (header.Get("From") != "") != taken {
			t.Errorf("%q: to %q from %q", address, header.Get("To"), header.Get("From"))
		}
		checkFrom(t, header, plain)
		link, err := url.Parse(m.Link())
		if err != nil {
			t.Errorf("%q: the link %q, %v", address, m.Link(), err)
			continue
		}
		want := ""
		if taken {
			want = plain
		}
		if to, err := url.PathUnescape(link.Opaque); err != nil || to != want || len(link.Query()) != 2 || link.Query().Get("subject") != "Hello" || link.Fragment != "" {
			t.Errorf("%q: the link %q goes to %q with %v, %v", address, m.Link(), to, link.Query(), err)
		}
	}
}
