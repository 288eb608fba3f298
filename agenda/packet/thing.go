package packet

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
)

// Kind is what kind of thing was said.
type Kind string

// The kinds of things.
const (
	Meeting  Kind = "meeting" // when it was held, and about which deals
	Answer   Kind = "answer"
	Obstacle Kind = "obstacle"
	Action   Kind = "action"
	Note     Kind = "note"
	Chance   Kind = "probability"
	Topic    Kind = "topic"
)

// Place tells the things of a review apart. Key is a question's id, an author
// (of a note, a probability), or the thing's own id.
type Place struct {
	Kind Kind   `json:"kind"`
	Deal string `json:"deal,omitempty"`
	Key  string `json:"key,omitempty"`
}

// Thing is one thing that was said, with the versions of it that stand; the
// first one is shown. Replaced are the ids of those that do not stand any more.
type Thing struct {
	Place
	Versions []Version `json:"versions"`
	Replaced []string  `json:"replaced,omitempty"`
}

// Version is what somebody said at a time. ID says when two are the same.
type Version struct {
	ID string `json:"id"`
	Said
}

// Said is the words of one version; of each kind only some of them.
type Said struct {
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at,omitzero"`

	Value    agenda.Value `json:"value,omitempty"`
	Evidence string       `json:"evidence,omitempty"`

	Text     string             `json:"text,omitempty"`
	Needs    agenda.Role        `json:"needs,omitempty"`
	Cleared  bool               `json:"cleared,omitempty"`
	Removes  string             `json:"removes,omitempty"` // an obstacle's key
	Owner    string             `json:"owner,omitempty"`
	Priority int                `json:"priority,omitempty"`
	Due      string             `json:"due,omitempty"`
	DoneWhen string             `json:"done_when,omitempty"`
	State    agenda.ActionState `json:"state,omitempty"`
	Reason   string             `json:"reason,omitempty"`
	Carried  int                `json:"carried,omitempty"`
	DoneAt   time.Time          `json:"done_at,omitzero"`
	Percent  *int               `json:"percent,omitempty"`

	Held *Held `json:"held,omitempty"`
}

// Held is how a meeting stands.
type Held struct {
	Stage    agenda.Stage `json:"stage"`
	Manager  string       `json:"manager,omitempty"`
	Today    string       `json:"today"`
	FollowUp string       `json:"follow_up"`
	Started  time.Time    `json:"started,omitzero"`
	Ended    time.Time    `json:"ended,omitzero"`
	Slots    []Slot       `json:"slots"`
}

// Slot is one part of the agenda; seconds.
type Slot struct {
	Kind    agenda.SlotKind `json:"kind"`
	Deal    string          `json:"deal,omitempty"`
	Budget  int             `json:"budget"`
	Used    int             `json:"used,omitempty"`
	Visited bool            `json:"visited,omitempty"`
}

// Body is the words of a version as one text: equal for equal ones.
func (s Said) Body() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // there is nothing in it that cannot be written
	}
	return string(text)
}

// SaidOf reads what Body wrote.
func SaidOf(body string) (s Said, err error) {
	err = json.Unmarshal([]byte(body), &s)
	return s, err
}

// Rivals are the versions beside the one that is shown that say something else.
func (t Thing) Rivals() []Version {
	if len(t.Versions) < 2 || t.Kind == Meeting {
		return nil
	}
	var list []Version
	for _, v := range t.Versions[1:] {
		if !alike(v.Said, t.Versions[0].Said) {
			list = append(list, v)
		}
	}
	return list
}

// alike says whether two versions say the same, whoever said it and when.
func alike(a, b Said) bool {
	a.Author, a.At = b.Author, b.At
	return a.Body() == b.Body()
}

// order puts the version that is shown first: of a meeting the one that came
// furthest, else the latest.
func order(a, b Version) int {
	return cmp.Or(cmp.Compare(b.far(), a.far()), b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
}

func (v Version) far() int {
	if v.Held == nil {
		return 0
	}
	return slices.Index([]agenda.Stage{agenda.Ready, agenda.SetAside, agenda.Running, agenda.Finished}, v.Held.Stage)
}

// Words says in one line what a version says.
func (s Said) Words(kind Kind) string {
	switch kind {
	case Answer:
		if s.Evidence != "" {
			return string(s.Value) + ", " + s.Evidence
		}
		return string(s.Value)
	case Chance:
		return fmt.Sprintf("%d %%", *s.Percent)
	case Obstacle:
		text := s.Text
		if s.Needs != "" {
			text += ", needs the " + string(s.Needs)
		}
		if s.Cleared {
			text += " (cleared)"
		}
		return text
	case Action:
		text := s.Text
		if s.Due != "" {
			text += ", due " + s.Due
		}
		if s.Priority > 0 {
			text += fmt.Sprintf(", priority %d", s.Priority)
		}
		if s.State != agenda.ToDo {
			text += " (" + string(s.State) + ")"
		}
		return text
	}
	return strings.Join(strings.Fields(s.Text), " ")
}
