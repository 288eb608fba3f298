package minutes

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

var errNoItems = errors.New("there are no action items")

// Mail is an e-mail to be read over and sent by a person.
type Mail struct {
	From, To agenda.Person // without an address they are left to be filled in
	Subject  string
	Body     string // lines
	Date     time.Time
}

// Write writes the mail as a file that mail programs open as a draft (RFC 5322;
// X-Unsent is what Outlook and Thunderbird go by).
func (m Mail) Write(w io.Writer) error {
	var h mail.Header
	h.SetDate(m.Date)
	h.SetSubject(header(m.Subject))
	for field, p := range map[string]agenda.Person{"From": m.From, "To": m.To} {
		if address := line(p.Email); isAddress(address) {
			h.SetAddressList(field, []*mail.Address{{Name: header(p.Name), Address: address}})
		}
	}
	h.Set("X-Unsent", "1")
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	var b bytes.Buffer
	body, err := mail.CreateSingleInlineWriter(&b, h)
	if err == nil {
		_, err = io.WriteString(body, strings.ReplaceAll(string(safe.Block(m.Body)), "\n", "\r\n")+"\r\n")
		err = errors.Join(err, body.Close())
	}
	if err != nil {
		return fmt.Errorf("write the e-mail: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// header is text that no mail program decodes into something else (RFC 2047).
func header(s string) string { return strings.ReplaceAll(line(s), "=?", "= ?") }

// Link returns the mail as a mailto: link (RFC 6068).
func (m Mail) Link() string {
	address := ""
	if a := line(m.To.Email); isAddress(a) {
		address = url.PathEscape(a)
	}
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	body := strings.ReplaceAll(string(safe.Block(m.Body)), "\n", "\r\n")
	return "mailto:" + address + "?subject=" + escape(line(m.Subject)) + "&body=" + escape(body)
}

// isAddress says whether a text can stand as an address in a header.
func isAddress(s string) bool {
	_, err := mail.ParseAddress("<" + s + ">")
	return err == nil && !strings.ContainsAny(s, "<>,;: \"")
}

// ActionsMail is the mail that brings somebody the action items they own.
func ActionsMail(list ActionsOf, to agenda.Person, now time.Time) Mail {
	var b strings.Builder
	b.WriteString(hello(to) + "\n\n")
	mine := 0
	for _, item := range list.kept() {
		if item.Action.Owner == to.ID && item.Action.State != agenda.Done {
			mine++
		}
	}
	switch mine {
	case 0:
		b.WriteString("there is nothing open for you.\n")
	case 1:
		b.WriteString("this is open for you:\n")
	default:
		fmt.Fprintf(&b, "these %d are open for you:\n", mine)
	}
	for _, item := range list.kept() {
		if item.Action.Owner == to.ID && item.Action.State != agenda.Done {
			b.WriteString("\n" + mailItem(item, list.Today))
		}
	}
	subject := "Action items, week of " + list.week()
	return Mail{To: to, Subject: subject, Body: strings.TrimRight(b.String(), "\n"), Date: now}
}

func mailItem(item Item, today agenda.Date) string {
	a := item.Action
	var b strings.Builder
	b.WriteString("- " + line(a.Text))
	if a.Due != 0 {
		b.WriteString(", due " + a.Due.Short(today))
	}
	b.WriteString("\n")
	for _, part := range []struct{ label, words string }{{"deal: ", item.Deal}, {"removes: ", item.Obstacle}, {"done when: ", a.DoneWhen}} {
		if words := line(part.words); words != "" {
			b.WriteString("  " + part.label + words + "\n")
		}
	}
	return b.String()
}
