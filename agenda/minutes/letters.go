package minutes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
)

// FollowUpMail is the mail by which a manager follows up on a review held on a
// day: what the manager promised comes first, then what the rep does, then what
// others were asked.
func FollowUpMail(list ActionsOf, manager agenda.Person, held agenda.Date, now time.Time) Mail {
	m := Mail{From: manager, To: list.Rep, Date: now, Subject: "After our review of " + held.Short(list.Today)}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nthis is where we are after our review of %s.\n", hello(list.Rep), held.Short(list.Today))
	write := func(title string, mine func(owner string) bool) {
		some := false
		for _, item := range list.kept() {
			if item.Action.State != agenda.ToDo || !mine(item.Action.Owner) {
				continue
			}
			if !some {
				b.WriteString("\n" + title + "\n")
				some = true
			}
			b.WriteString("\n" + mailItem(item, list.Today))
			if met := item.Action.MetWords(list.Today); met != "" {
				b.WriteString("  " + line(met) + ": is it done?\n")
			}
		}
	}
	isManager := func(owner string) bool { return owner == manager.ID && owner != "" }
	isRep := func(owner string) bool { return owner == list.Rep.ID && !isManager(owner) }
	write("What I promised:", isManager)
	write("What is yours:", isRep)
	write("What we asked of others:", func(owner string) bool { return !isManager(owner) && !isRep(owner) })
	b.WriteString("\nIs anything in the way that I can move?\n")
	if manager.Name != "" {
		b.WriteString("\n" + first(manager) + "\n")
	}
	m.Body = strings.TrimRight(b.String(), "\n")
	return m
}

func hello(p agenda.Person) string {
	if name := first(p); name != "" {
		return "Hello " + name + ","
	}
	return "Hello,"
}

func first(p agenda.Person) string { return agenda.Person{Name: line(p.Name)}.First() }

// ParkedMails are the mails that the parked topics of a review become, one for
// each person: whom a topic names with @, else the other one of rep and manager
// than who parked it. Topics for nobody known are left out.
func ParkedMails(r agenda.Review, b agenda.Briefing, now time.Time) []Mail {
	topics := map[string][]agenda.Parked{}
	var order []string
	for _, p := range r.Parked {
		to := addressee(p, r, b)
		if to == "" {
			continue
		}
		if !slices.Contains(order, to) {
			order = append(order, to)
		}
		topics[to] = append(topics[to], p)
	}
	var mails []Mail
	for _, id := range order {
		to := b.PersonByID(id)
		var body strings.Builder
		fmt.Fprintf(&body, "%s\n\nthis came up in the review of %s and was set aside there, to be answered by mail:\n\n", hello(to), r.Today.Short(b.Today))
		for _, p := range topics[id] {
			fmt.Fprintf(&body, "- %s", line(p.Text))
			if p.Author != "" && p.Author != id {
				fmt.Fprintf(&body, " (%s)", line(b.PersonByID(p.Author).Name))
			}
			body.WriteString("\n")
		}
		from := r.Manager
		if from == id {
			from = r.Rep
		}
		m := Mail{To: to, Subject: "Set aside in the review of " + r.Today.Short(b.Today), Body: strings.TrimRight(body.String(), "\n"), Date: now}
		if from != "" {
			m.From = b.PersonByID(from)
		}
		mails = append(mails, m)
	}
	return mails
}

// addressee is the id of whom a parked topic goes to, "" for nobody.
func addressee(p agenda.Parked, r agenda.Review, b agenda.Briefing) string {
	if q, err := agenda.ParseQuick(p.Text, agenda.Known{People: b.People, Today: b.Today}); err == nil && q.Owner != "" {
		return q.Owner
	}
	if p.Author == r.Manager {
		return r.Rep
	}
	return r.Manager
}
