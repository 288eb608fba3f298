package packet

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"halfhour/agenda"
)

// How much a packet may hold: far more than a year of reviews.
const (
	mostThings   = 20_000
	mostNamed    = 20_000 // deals, people and fixes
	mostReviews  = 200
	mostVersions = 100
	mostSlots    = 9
	mostText     = 64 << 10 // bytes
	mostName     = 1 << 10
)

// check refuses what no halfhour writes, before anything of it is used.
func (c Content) check() error {
	if len(c.Reviews) > mostReviews || max(len(c.Deals), len(c.People), len(c.Fixes)) > mostNamed {
		return fmt.Errorf("the packet holds too much: at most %d reviews and %d deals, people or mended values", mostReviews, mostNamed)
	}
	k := checker{deals: map[string]bool{"": true}, people: map[string]bool{"": true}}
	k.name("who made it", c.MadeBy)
	for _, p := range c.People {
		if _, err := agenda.ParseRole(string(p.Role)); err != nil || p.Name == "" || k.people[p.Name] {
			k.wrong("a person in it is named twice, or has no name or role")
		}
		k.name("a person", p.Name, p.Email)
		k.people[p.Name] = true
	}
	for _, d := range c.Deals {
		if d.Ref == "" || d.Name == "" || k.deals[d.Ref] {
			k.wrong("a deal in it is named twice, or not at all")
		}
		k.name("a deal", d.Ref, d.CRM, d.CRMID, d.Name, d.Account)
		k.date(d.Created)
		k.person(d.Owner)
		k.deals[d.Ref] = true
	}
	for _, r := range c.Reviews {
		k.review(r)
	}
	for _, f := range c.Fixes {
		k.id(f.ID)
		k.deal(f.Deal)
		k.person(f.Author)
		k.text(f.Value, f.Was)
		if f.Deal == "" || f.Review != "" && !IsID(f.Review) || !slices.Contains(agenda.FixFields, f.Field) {
			k.wrong("a mended value in it belongs to nothing")
		}
		if f.Field == agenda.FieldOwner {
			k.person(f.Value)
		}
	}
	return k.err
}

// checker keeps the first thing that is wrong.
type checker struct {
	deals, people map[string]bool
	things        int
	err           error
}

func (k *checker) wrong(format string, args ...any) {
	if k.err == nil {
		k.err = errors.New("the packet is not as halfhour writes it: " + fmt.Sprintf(format, args...))
	}
}

func (k *checker) name(of string, names ...string) {
	for _, n := range names {
		if len(n) > mostName || !utf8.ValidString(n) {
			k.wrong("the name of %s is too long", of)
		}
	}
}

func (k *checker) text(texts ...string) {
	for _, t := range texts {
		if len(t) > mostText || !utf8.ValidString(t) {
			k.wrong("a text in it is longer than %d KB", mostText>>10)
		}
	}
}

func (k *checker) date(text string) {
	if _, err := agenda.ParseDate(text); text != "" && err != nil {
		k.wrong("%s", err)
	}
}

func (k *checker) deal(ref string) {
	if !k.deals[ref] {
		k.wrong("it speaks of a deal that it does not name")
	}
}

func (k *checker) person(name string) {
	if !k.people[name] {
		k.wrong("it speaks of a person whom it does not name")
	}
}

func (k *checker) id(id string) {
	if !IsID(id) {
		k.wrong("an id in it is none of halfhour's")
	}
}

// IsID says whether a text looks like the ids that halfhour makes: a UUID in
// small letters.
func IsID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func (k *checker) review(r Review) {
	k.id(r.ID)
	k.person(r.Rep)
	if r.Rep == "" || len(r.With) > mostSlots {
		k.wrong("a review in it is nobody's")
	}
	for _, who := range r.With {
		k.person(who)
	}
	seen, obstacles := map[Place]bool{}, map[string]bool{"": true}
	for _, t := range r.Things {
		if t.Kind == Obstacle {
			obstacles[t.Key] = true
		}
	}
	for _, t := range r.Things {
		if k.things++; k.things > mostThings || len(t.Versions)+len(t.Replaced) > mostVersions*10 || len(t.Versions) > mostVersions {
			k.wrong("it holds more than anybody says")
			return
		}
		if seen[t.Place] || len(t.Versions) == 0 {
			k.wrong("something in it is said twice, or not at all")
		}
		seen[t.Place] = true
		k.place(t.Place)
		for _, v := range t.Versions {
			k.version(t.Kind, v)
			if !obstacles[v.Removes] {
				k.wrong("an action in it removes an obstacle that is not there")
			}
		}
		for _, id := range t.Replaced {
			k.id(id)
		}
	}
	if !seen[Place{Kind: Meeting}] {
		k.wrong("a review in it has no agenda")
	}
}

func (k *checker) place(p Place) {
	k.deal(p.Deal)
	k.text(p.Key)
	switch p.Kind {
	case Meeting:
		if p.Deal != "" || p.Key != "" {
			k.wrong("a meeting in it is about one deal")
		}
	case Answer, Chance:
		if p.Deal == "" || p.Key == "" {
			k.wrong("%s in it belongs to no deal", p.Kind)
		}
		if p.Kind == Chance {
			k.person(p.Key)
		}
	case Note:
		k.person(p.Key)
	case Obstacle, Action, Topic:
		k.id(p.Key)
	default:
		k.wrong("%q is nothing that can be said in a review", p.Kind)
	}
}

func (k *checker) version(kind Kind, v Version) {
	k.id(v.ID)
	k.person(v.Author)
	k.person(v.Owner)
	k.text(v.Text, v.Evidence, v.DoneWhen, v.Reason)
	k.date(v.Due)
	ok := true
	switch kind {
	case Meeting:
		ok = v.Held != nil && k.held(*v.Held)
	case Answer:
		ok = slices.Contains([]agenda.Value{agenda.Yes, agenda.No, agenda.Unknown}, v.Value)
	case Obstacle:
		ok = v.Text != "" && slices.Contains([]agenda.Role{"", agenda.Rep, agenda.Manager, agenda.Executive}, v.Needs)
	case Action:
		ok = v.Text != "" && v.Priority >= 0 && v.Priority <= 3 && v.Carried >= 0 &&
			slices.Contains([]agenda.ActionState{agenda.ToDo, agenda.Done, agenda.Dropped}, v.State)
	case Chance:
		ok = v.Percent != nil && *v.Percent >= 0 && *v.Percent <= 100
	case Topic:
		ok = v.Text != ""
	}
	if !ok {
		k.wrong("it has %s that cannot be one", kind)
	}
}

func (k *checker) held(h Held) bool {
	k.person(h.Manager)
	k.date(h.Today)
	k.date(h.FollowUp)
	stages := []agenda.Stage{agenda.Ready, agenda.Running, agenda.Finished, agenda.SetAside}
	n := len(h.Slots)
	if !slices.Contains(stages, h.Stage) || h.Today == "" || n < 2 || n > mostSlots ||
		h.Slots[0].Kind != agenda.OverviewSlot || h.Slots[n-1].Kind != agenda.WrapUpSlot {
		return false
	}
	const longest = 24 * 60 * 60
	for i, s := range h.Slots {
		k.deal(s.Deal)
		between := i > 0 && i < n-1
		if between != (s.Kind == agenda.DealSlot) || between != (s.Deal != "") || min(s.Budget, s.Used) < 0 || max(s.Budget, s.Used) > longest {
			return false
		}
	}
	return true
}
