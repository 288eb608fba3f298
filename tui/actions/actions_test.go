package actions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/actionform"
	"halfhour/tui/keys/keystest"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

var monday = agenda.NewDate(2026, time.November, 23)

// file is a desk that keeps actions in memory.
type file struct {
	list  List
	steps [][]Item // what undo takes back to
	wrong error
	said  string // of a follow-up
}

func (f *file) List(context.Context) (List, error) {
	list := f.list
	list.Items = slices.Clone(list.Items)
	return list, f.wrong
}

func (*file) Now() time.Time { return monday.Time().Add(9 * time.Hour) }

func (f *file) Change(_ context.Context, was, next agenda.Action) (string, error) {
	if f.wrong != nil {
		return "", f.wrong
	}
	f.steps = append(f.steps, slices.Clone(f.list.Items))
	if was.ID == "" {
		next.ID, next.State, next.At = "new", agenda.ToDo, f.Now()
		f.list.Items = append(f.list.Items, Item{Action: next, Owner: "Ana Ruiz"})
		return next.ID, nil
	}
	for i := range f.list.Items {
		if f.list.Items[i].ID == was.ID {
			f.list.Items[i].Action = next
		}
	}
	return was.ID, nil
}

func (f *file) FollowUp(_ context.Context, text string) error {
	f.said, f.list.Owed = text, ""
	return f.wrong
}

func (f *file) Undo(context.Context) (string, error) {
	if len(f.steps) == 0 {
		return "", errors.New("there is no change of an action to take back")
	}
	f.list.Items, f.steps = f.steps[len(f.steps)-1], f.steps[:len(f.steps)-1]
	return f.list.Items[0].ID, nil
}

func invented() List {
	at := func(days int) time.Time { return (monday - agenda.Date(days)).Time().Add(12 * time.Hour) }
	action := func(id, text, owner string, role agenda.Role, deal string, priority, due, age int) Item {
		a := agenda.Action{ID: id, Text: text, DealID: deal, Priority: priority, State: agenda.ToDo, At: at(age), DoneWhen: "next step dated"}
		if due != 0 {
			a.Due = monday + agenda.Date(due)
		}
		name := map[string]string{"i": "Initech rollout", "q": "青岚云平台扩容"}[deal]
		return Item{Action: a, Owner: owner, Role: role, Deal: name}
	}
	met := action("m", "Ask for the signed order", "Ana Ruiz", agenda.Rep, "i", 1, 2, 7)
	met.Met, met.MetBy, met.DoneWhen, met.Removes = monday-1, "stage is Negotiation", "stage is Negotiation", "Nobody knows who signs"
	carried := action("c", "Walk the routing pilot with the depot managers in Zaragoza, all four of them, and bring their numbers", "Ana Ruiz", agenda.Rep, "q", 2, -3, 30)
	carried.Carried = 3
	done := action("d", "Send the paper", "Ana Ruiz", agenda.Rep, "i", 1, -3, 7)
	done.State, done.DoneAt = agenda.Done, at(1)
	dropped := action("x", "Book a fair", "Dana Lee", agenda.Manager, "", 3, 4, 7)
	dropped.State, dropped.Reason = agenda.Dropped, "the fair is off"
	return List{
		Me: "dana", CarryDay: time.Friday,
		Items: []Item{met, carried, action("e", "Call their chair", "Odile Ní Bhriain", agenda.Executive, "i", 1, 3, 16), action("n", "拜访客户并确认需求", "", "", "", 0, 0, 0), done, dropped},
		About: actionform.About{Known: agenda.Known{Today: monday, People: []agenda.Person{{ID: "ana", Name: "Ana Ruiz"}, {ID: "dana", Name: "Dana Lee"}},
			Deals: []agenda.Deal{{ID: "i", Name: "Initech rollout", Status: agenda.Open}, {ID: "q", Name: "青岚云平台扩容", Status: agenda.Open}}}},
	}
}

// opened is a screen that a test presses keys on.
type opened struct {
	*Screen
	went []tea.Msg
}

func open(list List) (*opened, *file) {
	f := &file{list: list}
	o := &opened{Screen: New(context.Background(), f, "", "")}
	o.run(o.Init())
	return o, f
}

func (o *opened) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case listMsg, savedMsg:
		o.run(o.Update(msg))
	case route.To, route.Back:
		o.went = append(o.went, msg)
	}
}

func (o *opened) press(names ...string) *opened {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp,
		"space": tea.KeySpace, "home": tea.KeyHome, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp}
	for _, name := range names {
		k := tea.KeyPressMsg{Code: codes[name]}
		if k.Code == 0 {
			k = tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		}
		o.run(o.Update(k))
	}
	return o
}

func (o *opened) write(text string) *opened { o.run(o.Update(tea.PasteMsg{Content: text})); return o }

func (o *opened) frame(w, h int) string {
	lines, _, _, _ := o.View(w, h)
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

var scenes = []struct {
	name string
	list func() List
	play func(o *opened)
}{
	{"list", invented, func(*opened) {}},
	{"by-deal", invented, func(o *opened) { o.press("s") }},
	{"by-priority-all", invented, func(o *opened) { o.press("s", "s", "s", "v", "end") }},
	{"adding", invented, func(o *opened) { o.press("a").write("Book the CISO call @ana !1 wed #initech") }},
	{"dropping", invented, func(o *opened) { o.press("d", "enter") }},
	{"help", invented, func(o *opened) { o.press("?") }},
	{"empty", func() List { return List{About: actionform.About{Known: agenda.Known{Today: monday}}} }, func(*opened) {}},
}

func TestScreens(t *testing.T) {
	for _, scene := range scenes {
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			t.Run(fmt.Sprintf("%s/%dx%d", scene.name, size[0], size[1]), func(t *testing.T) {
				o, _ := open(scene.list())
				scene.play(o)
				golden.RequireEqual(t, []byte(o.frame(size[0], size[1])))
			})
		}
	}
}

func TestEveryFrameFillsTheWindow(t *testing.T) {
	many := invented()
	for i := range 10_000 {
		it := many.Items[i%4]
		it.ID = fmt.Sprint(i)
		many.Items = append(many.Items, it)
	}
	for _, scene := range append(scenes, struct {
		name string
		list func() List
		play func(o *opened)
	}{"many", func() List { return many }, func(o *opened) { o.press("end") }}) {
		o, _ := open(scene.list())
		scene.play(o)
		for w := 60; w <= 200; w += 7 {
			for h := 18; h <= 60; h += 5 {
				lines, x, y, typing := o.View(w, h)
				if len(lines) != h || typing && (x < 0 || x >= w || y < 0 || y >= h) {
					t.Fatalf("%s at %d×%d: %d lines, cursor %d,%d", scene.name, w, h, len(lines), x, y)
				}
				for i, l := range lines {
					if l.Width() != w {
						t.Fatalf("%s at %d×%d: line %d is %d wide: %q", scene.name, w, h, i, l.Width(), l.String())
					}
				}
			}
		}
	}
}

func TestKeys(t *testing.T) {
	for name, table := range map[string][]key{"list": listKeys(), "typing": typingKeys()} {
		keystest.Check(t, name, table)
	}
}

// state is each action's state by its id.
func state(f *file, id string) agenda.Action {
	for _, it := range f.list.Items {
		if it.ID == id {
			return it.Action
		}
	}
	return agenda.Action{}
}

func TestFollowUp(t *testing.T) {
	list := invented()
	o, _ := open(list)
	if o.press("f"); o.entry != nil {
		t.Error("a follow-up that nobody owes is written down")
	}
	list.Of, list.Owed = "Ana Ruiz", "Dana Lee owes Ana Ruiz a call or mail by Fri 27 Nov."
	o, f := open(list)
	if got := o.frame(80, 24); !strings.Contains(got, list.Owed) {
		t.Errorf("what is owed is not in sight:\n%s", got)
	}
	if o.press("f", "enter"); f.said != "" || o.entry.Error == "" {
		t.Error("a follow-up without words is written down")
	}
	if o.write("called, CISO is in").press("enter"); f.said != "called, CISO is in" || o.entry != nil || o.list.Owed != "" {
		t.Errorf("said %q, owed %q", f.said, o.list.Owed)
	}
}

func TestOnlyOnesOwn(t *testing.T) {
	o, _ := open(invented())
	o.owner = "Odile Ní Bhriain"
	o.arrange()
	if got := o.frame(80, 24); !strings.Contains(got, "Call their chair") || strings.Contains(got, "Ask for the signed") {
		t.Errorf("the list is\n%s", got)
	}
}

func TestWhatKeysDo(t *testing.T) {
	o, f := open(invented())
	if it, _ := o.here(); it.ID != "c" {
		t.Fatalf("the cursor is on %q", it.Text)
	}
	o.press("x")
	if state(f, "c").State != agenda.Done {
		t.Error("x does not tick")
	}
	if it, _ := o.here(); it.ID != "m" {
		t.Errorf("after a tick the cursor is on %q", it.Text)
	}
	o.press("c")
	if a := state(f, "m"); a.Due != monday+4 || a.Carried != 1 {
		t.Errorf("carried over: %+v", a)
	}
	o.press("d", "enter")
	if o.entry == nil || o.entry.Error == "" {
		t.Error("an action is dropped without a reason")
	}
	o.write("they signed").press("enter")
	if a := state(f, "m"); a.State != agenda.Dropped || a.Reason != "they signed" {
		t.Errorf("dropped: %+v", a)
	}
	o.press("u", "u", "u")
	if a := state(f, "m"); a.State != agenda.ToDo || a.Carried != 0 || state(f, "c").State != agenda.ToDo {
		t.Errorf("taken back: %+v, %+v", a, state(f, "c"))
	}
	o.press("u")
	if got := o.frame(80, 24); !strings.Contains(got, "There is no change of an action to take back.") {
		t.Errorf("at the beginning u says nothing:\n%s", got)
	}
	o.press("a").write("Book the CISO call @ana !1 wed #initech").press("enter")
	a := state(f, "new")
	if a.Text != "Book the CISO call" || a.Owner != "ana" || a.Priority != 1 || a.Due != monday+2 || a.DealID != "i" || a.DoneWhen != "next step dated" || a.Author != "dana" {
		t.Errorf("added: %+v", a)
	}
	if it, _ := o.here(); it.ID != "new" {
		t.Errorf("after adding the cursor is on %q", it.Text)
	}
	o.press("enter", "tab").write("x").press("enter")
	if o.entry == nil || !strings.Contains(o.entry.Error, "Nobody is called") {
		t.Error("an owner nobody has is taken")
	}
	o.press("esc", "o")
	if len(o.went) != 1 || o.went[0] != (route.To{Place: route.Deals, Deal: "i"}) {
		t.Errorf("o goes to %+v", o.went)
	}
	f.wrong = agenda.ErrChanged
	o.press("x")
	if got := o.frame(80, 24); state(f, "new").State != agenda.ToDo || !strings.Contains(strings.ToLower(got), "changed") {
		t.Errorf("a refusal is not said:\n%s", got)
	}
}

// Before the file has been read no key says what is in it.
func TestKeysBeforeTheListIsRead(t *testing.T) {
	o := &opened{Screen: New(context.Background(), &file{list: invented()}, "", "")}
	for _, name := range []string{"x", "enter", "a", "c", "o"} {
		if got := o.press(name).frame(80, 24); !strings.Contains(got, page.Reading) {
			t.Errorf("%s says\n%s", name, got)
		}
	}
	o.run(o.Init())
	if got := o.frame(80, 24); strings.Contains(got, page.Reading) {
		t.Errorf("it has been read:\n%s", got)
	}
}

// While a change is being saved no other begins: it would be about what was, and
// u could take back what came before. Once it is saved, the list has it.
func TestOneChangeAtATime(t *testing.T) {
	o, f := open(invented())
	tick := o.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	for _, name := range []string{"x", "e", "a", "c", "d", "u"} {
		cmd := o.Update(tea.KeyPressMsg{Code: rune(name[0]), Text: name})
		if got := o.frame(80, 24); cmd != nil || o.entry != nil || !strings.Contains(got, "This is being saved.") {
			t.Errorf("%s begins something; the screen is\n%s", name, got)
		}
	}
	o.Update(tick())
	if it, _ := o.here(); it.ID != "m" || len(f.steps) != 1 || !strings.Contains(o.frame(80, 24), "3 open") {
		t.Errorf("after %d changes the list is\n%s", len(f.steps), o.frame(80, 24))
	}
	if o.press("u"); state(f, "c").State != agenda.ToDo {
		t.Error("it cannot be taken back")
	}
}
