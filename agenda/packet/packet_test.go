package packet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halfhour/agenda"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

func id(n int) string { return fmt.Sprintf("0193aaaa-0000-7000-8000-%012x", n) }

// invented is a prep of one deal.
func invented() Content {
	percent := 60
	held := &Held{Stage: agenda.Ready, Manager: "Dana Lee", Today: "2026-11-23", FollowUp: "2026-11-27",
		Slots: []Slot{{Kind: agenda.OverviewSlot, Budget: 240}, {Kind: agenda.DealSlot, Deal: "d1", Budget: 420}, {Kind: agenda.WrapUpSlot, Budget: 300}}}
	one := func(p Place, n int, s Said) Thing {
		s.Author, s.At = "Ana Ruiz", noon
		return Thing{Place: p, Versions: []Version{{id(n), s}}}
	}
	return Content{
		MadeAt: noon, MadeBy: "Ana Ruiz",
		People: []Person{{"Ana Ruiz", agenda.Rep, "ana@example.com"}, {"Dana Lee", agenda.Manager, ""}},
		Deals:  []Deal{{Ref: "d1", CRM: "Salesforce", CRMID: "006A1", Name: "青岚云平台扩容", Account: "青岚科技", Owner: "Ana Ruiz", Created: "2026-06-01"}},
		Reviews: []Review{{ID: id(1), Rep: "Ana Ruiz", Things: []Thing{
			{Place: Place{Kind: Meeting}, Versions: []Version{{id(2), Said{Held: held}}}},
			one(Place{Answer, "d1", "pain"}, 3, Said{Value: agenda.Yes, Evidence: "mail of 12 Nov"}),
			one(Place{Obstacle, "d1", id(20)}, 4, Said{Text: "Security review", Needs: agenda.Executive}),
			one(Place{Action, "d1", id(21)}, 5, Said{Text: "Book the call", Removes: id(20), Owner: "Dana Lee", Priority: 1, Due: "2026-11-27", State: agenda.ToDo}),
			one(Place{Note, "d1", "Ana Ruiz"}, 6, Said{Text: "one\n\ntwo \x1b[2J"}),
			one(Place{Chance, "d1", "Ana Ruiz"}, 7, Said{Percent: &percent}),
			one(Place{Topic, "", id(22)}, 8, Said{Text: "Holidays"}),
		}}},
		Fixes: []Fix{{ID: id(30), Deal: "d1", Field: agenda.FieldAmount, Value: "84000.00 USD", Author: "Ana Ruiz", At: noon}},
	}
}

func written(t testing.TB, c Content) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPacketIsReadAsItWasWritten(t *testing.T) {
	text := written(t, invented())
	got, err := Read(bytes.NewReader(text))
	if err != nil || !reflect.DeepEqual(got, invented()) {
		t.Errorf("%v\n%+v", err, got)
	}
	if lines := bytes.Count(text, []byte("\n")); lines < 50 {
		t.Errorf("nobody can read it: %d lines", lines)
	}
	// Whether it is indented does not matter.
	var flat bytes.Buffer
	if err := json.Compact(&flat, text); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(&flat); err != nil {
		t.Errorf("without line ends: %v", err)
	}
}

func TestWhatIsNoPacketIsRefused(t *testing.T) {
	whole := string(written(t, invented()))
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":    {"", ErrNotAPacket},
		"other JSON": {`{"a": 1}`, ErrNotAPacket},
		"a CSV":      {"Name,Amount\nx,1\n", ErrNotAPacket},
		"cut short":  {whole[:len(whole)/2], ErrNotAPacket},
		"changed":    {strings.Replace(whole, "mail of 12 Nov", "mail of 13 Nov", 1), ErrDamaged},
		"newer":      {strings.Replace(whole, `"schema": 1`, `"schema": 2`, 1), ErrNewer},
		"too large":  {strings.Repeat(" ", MostBytes+1), ErrTooLarge},
	} {
		if _, err := Read(strings.NewReader(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever halfhour would not write is refused before anything is used, even
// where its checksum is right.
func TestHostileContentIsRefused(t *testing.T) {
	for name, change := range map[string]func(c *Content){
		"a long text":            func(c *Content) { c.Reviews[0].Things[4].Versions[0].Text = strings.Repeat("x", 65<<10) },
		"a long name":            func(c *Content) { c.Deals[0].Name = strings.Repeat("x", 2000) },
		"an unnamed deal":        func(c *Content) { c.Reviews[0].Things[1].Deal = "d9" },
		"an unnamed person":      func(c *Content) { c.Reviews[0].Things[1].Versions[0].Author = "Mallory" },
		"a foreign id":           func(c *Content) { c.Reviews[0].Things[2].Key = "'; DROP TABLE review" },
		"an unheard-of kind":     func(c *Content) { c.Reviews[0].Things[1].Kind = "shell" },
		"an unheard-of answer":   func(c *Content) { c.Reviews[0].Things[1].Versions[0].Value = "maybe" },
		"an unheard-of stage":    func(c *Content) { c.Reviews[0].Things[0].Versions[0].Held.Stage = "gone" },
		"an agenda of nothing":   func(c *Content) { c.Reviews[0].Things[0].Versions[0].Held.Slots = nil },
		"a meeting of a week":    func(c *Content) { c.Reviews[0].Things[0].Versions[0].Held.Slots[1].Budget = 600000 },
		"no agenda":              func(c *Content) { c.Reviews[0].Things = c.Reviews[0].Things[1:] },
		"twice the same":         func(c *Content) { c.Reviews[0].Things = append(c.Reviews[0].Things, c.Reviews[0].Things[1]) },
		"no version":             func(c *Content) { c.Reviews[0].Things[1].Versions = nil },
		"a date of none":         func(c *Content) { c.Reviews[0].Things[3].Versions[0].Due = "2026-13-45" },
		"a priority of 9":        func(c *Content) { c.Reviews[0].Things[3].Versions[0].Priority = 9 },
		"a chance of 140":        func(c *Content) { *c.Reviews[0].Things[5].Versions[0].Percent = 140 },
		"no chance":              func(c *Content) { c.Reviews[0].Things[5].Versions[0].Percent = nil },
		"a removed nothing":      func(c *Content) { c.Reviews[0].Things[3].Versions[0].Removes = id(99) },
		"a role of none":         func(c *Content) { c.People[0].Role = "root" },
		"a field of none":        func(c *Content) { c.Fixes[0].Field = "status" },
		"a fix of a strange one": func(c *Content) { c.Fixes[0].ID = "x" },
		"a review of nobody":     func(c *Content) { c.Reviews[0].Rep = "" },
		"too many versions": func(c *Content) {
			v := c.Reviews[0].Things[1].Versions[0]
			c.Reviews[0].Things[1].Versions = slices.Repeat([]Version{v}, mostVersions+1)
		},
		"too many reviews": func(c *Content) { c.Reviews = slices.Repeat(c.Reviews, mostReviews+1) },
	} {
		c := invented()
		change(&c)
		if _, err := Read(bytes.NewReader(written(t, c))); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// somewhere are versions of a few things, some replaced by others, as they may
// have come from anywhere.
func somewhere() *rapid.Generator[[]Thing] {
	return rapid.Custom(func(t *rapid.T) []Thing {
		var list []Thing
		for i, p := range []Place{{Answer, "d1", "pain"}, {Note, "d1", "Ana Ruiz"}, {Topic, "", id(40)}, {Meeting, "", ""}} {
			if rapid.IntRange(0, 4).Draw(t, "unsaid") == 0 {
				continue
			}
			thing := Thing{Place: p}
			// A version's words hang on its id: nobody changes one that is made.
			for n := range 5 {
				v := Version{id(100*i + n), Said{Author: "Ana Ruiz", At: noon.Add(time.Duration(n % 3)), Text: fmt.Sprint("text ", n)}}
				switch rapid.IntRange(0, 2).Draw(t, "version") {
				case 1:
					thing.Versions = append(thing.Versions, v)
				case 2:
					thing.Replaced = append(thing.Replaced, v.ID)
				}
			}
			list = append(list, thing)
		}
		return list
	})
}

func TestMergingIsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := somewhere().Draw(t, "a"), somewhere().Draw(t, "b"), somewhere().Draw(t, "c")
		for name, both := range map[string][2][]Thing{
			"either way round":  {Merge(a, b), Merge(b, a)},
			"in any order":      {Merge(Merge(a, b), c), Merge(a, Merge(c, b))},
			"once more":         {Merge(Merge(a, b), b), Merge(a, b)},
			"with what came of": {Merge(Merge(a, b), Merge(b, c)), Merge(c, Merge(b, a))},
		} {
			if !reflect.DeepEqual(both[0], both[1]) {
				t.Fatalf("%s:\n%+v\nis not\n%+v", name, both[0], both[1])
			}
		}
	})
}

// An edit replaces what its author saw; two edits of one version both stand,
// until a third replaces them.
func TestVersions(t *testing.T) {
	p := Place{Answer, "d1", "pain"}
	say := func(n int, text string, replaced ...string) []Thing {
		return []Thing{{Place: p, Versions: []Version{{id(n), Said{Text: text, At: noon.Add(time.Duration(n))}}}, Replaced: replaced}}
	}
	first := say(1, "first")
	ana, dana := say(2, "Ana's", id(1)), say(3, "Dana's", id(1))
	if got := Merge(first, ana)[0]; len(got.Rivals()) != 0 || got.Versions[0].Text != "Ana's" {
		t.Errorf("one edit: %+v", got)
	}
	both := Merge(ana, dana)
	if got := both[0]; got.Versions[0].Text != "Dana's" || len(got.Rivals()) != 1 || got.Rivals()[0].Text != "Ana's" {
		t.Errorf("two edits: %+v", got)
	}
	if got := Merge(both, first)[0]; len(got.Versions) != 2 {
		t.Errorf("an old packet brings back what was replaced: %+v", got)
	}
	if got := Merge(both, say(4, "decided", id(1), id(2), id(3)))[0]; len(got.Versions) != 1 || got.Versions[0].Text != "decided" {
		t.Errorf("decided: %+v", got)
	}
	if got := Merge(say(5, "same"), say(6, "same"))[0]; len(got.Versions) != 2 || got.Rivals() != nil {
		t.Errorf("the same words on both sides: %+v", got)
	}
}

func TestAReviewSaysWhatWasPut(t *testing.T) {
	var r agenda.Review
	c := invented()
	for _, thing := range c.Reviews[0].Things {
		Put(&r, thing.Place, thing.Versions[0].Said)
	}
	var again []Spoken
	for _, thing := range c.Reviews[0].Things {
		again = append(again, Spoken{thing.Place, thing.Versions[0].Said})
	}
	if got := Of(r); !reflect.DeepEqual(got, again) {
		t.Errorf("%+v\nis not\n%+v", got, again)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, invented()))
	f.Add([]byte(`{"halfhour":"packet","schema":1,"checksum":"","content":{}}`))
	f.Add([]byte(`{"halfhour":"packet","schema":1,"content":[[[[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		if again, err := Read(bytes.NewReader(written(t, c))); err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("what was read cannot be written and read again: %v", err)
		}
	})
}
