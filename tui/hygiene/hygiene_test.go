package hygiene

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
	"halfhour/tui/draw"
	"halfhour/tui/keys/keystest"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

var monday = agenda.NewDate(2026, time.November, 23)

// invented are deals whose data is bad in every way.
func invented() List {
	deal := func(id, name, account, owner string, minor int64) agenda.Deal {
		d := agenda.Deal{ID: id, Name: name, Account: account, Owner: owner, Stage: "Proposal", Step: agenda.Proposal, Status: agenda.Open, Close: monday + 30, NextStep: "Call"}
		if minor > 0 {
			d.Amount = agenda.Money{Minor: minor, Currency: "USD"}
		}
		return d
	}
	item := func(d agenda.Deal, f agenda.Field, severity int, evidence, fix string) Item {
		return Item{d, agenda.Finding{Code: "data", Severity: severity, Evidence: evidence, Fix: fix, Hygiene: true, Mends: f}}
	}
	heron := deal("h", "Heron rollout for the whole of the Iberian distribution network", "Transportes Ibáñez y Compañía", "", 1200000)
	heron.Close = monday - 200
	qing := deal("q", "青岚云平台扩容", "", "ana", 5100000)
	kestrel := deal("k", "Kestrel pilot", "Kestrel Avionics", "ana", 0)
	mended := deal("m", "Łódź depot", "Brûlerie Saint-Rémy", "ana", 900000)
	mended.Fixes = []agenda.Fix{
		{ID: "1", DealID: "m", Field: agenda.FieldAmount, Value: "9000.00 USD", Author: "ana"},
		{ID: "2", DealID: "m", Field: agenda.FieldAmount, Value: "9500.00 USD", Author: "dana"},
	}
	return List{Open: 4,
		Today: monday,
		Items: []Item{
			item(heron, agenda.FieldClose, 2, "closes 7 May, before it was created on 1 Jun", "Correct the close date or the created date"),
			item(heron, agenda.FieldOwner, 1, "no owner", "Enter the owner"),
			item(qing, agenda.FieldAccount, 1, "no account", "Enter the account"),
			item(kestrel, agenda.FieldAmount, 1, "no amount", "Enter the amount"),
		},
		Mended: []agenda.Deal{mended},
		People: []agenda.Person{{ID: "ana", Name: "Ana Ruiz"}, {ID: "dana", Name: "Dana Lee"}},
		Stages: func(agenda.Deal) []string { return []string{"Discovery", "Proposal"} },
	}
}

// file is a desk that keeps deals in memory; a typed "bad" cannot be read.
type file struct {
	list  List
	typed []map[agenda.Field]string
	wrong error
}

func (f *file) List(context.Context) (List, error) {
	list := f.list
	list.Items = slices.Clone(list.Items)
	return list, f.wrong
}

func (f *file) settle(d agenda.Deal, field agenda.Field) Mended {
	var left []Item
	f.list.Items = slices.DeleteFunc(f.list.Items, func(it Item) bool { return it.Deal.ID == d.ID && it.Finding.Mends == field })
	for _, it := range f.list.Items {
		if it.Deal.ID == d.ID {
			left = append(left, it)
		}
	}
	return Mended{Deal: d, Left: left}
}

func (f *file) Mend(_ context.Context, d agenda.Deal, typed map[agenda.Field]string) (Mended, error) {
	f.typed = append(f.typed, typed)
	for field, text := range typed {
		if text == "bad" {
			return Mended{}, errors.New(`"bad" is not one`)
		}
		d.Fixes = append(d.Fixes, agenda.Fix{DealID: d.ID, Field: field, Value: text, Author: "ana"})
	}
	m := Mended{Deal: d}
	for field := range typed {
		m = f.settle(d, field)
	}
	return m, nil
}

func (f *file) Confirm(_ context.Context, d agenda.Deal, field agenda.Field) (Mended, error) {
	return f.settle(d, field), nil
}

func (f *file) TakeBack(_ context.Context, d agenda.Deal, field agenda.Field) (Mended, error) {
	d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), func(x agenda.Fix) bool { return x.Field == field })
	return Mended{Deal: d}, nil
}

func (f *file) Write(context.Context) (string, error) { return "halfhour-fixes.csv", nil }

// opened is the screen over a file, with what its commands brought.
type opened struct {
	*Screen
	file *file
	t    *testing.T
}

func open(t *testing.T, list List) *opened {
	t.Helper()
	f := &file{list: list}
	o := &opened{New(t.Context(), f), f, t}
	o.run(o.Init())
	return o
}

func (o *opened) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			o.run(c)
		}
	case nil, route.Back:
	default:
		if strings.HasPrefix(fmt.Sprintf("%T", msg), "hygiene.") {
			o.run(o.Update(msg))
		}
	}
}

func (o *opened) press(names ...string) *opened {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown}
	for _, name := range names {
		if code := codes[name]; code != 0 {
			o.run(o.Update(tea.KeyPressMsg{Code: code}))
			continue
		}
		o.run(o.Update(tea.KeyPressMsg{Code: []rune(name)[0], Text: name}))
	}
	return o
}

func (o *opened) write(text string) *opened {
	o.run(o.Update(tea.PasteMsg{Content: text}))
	return o
}

func (o *opened) frame(w, h int) string {
	lines, x, y, typing := o.View(w, h)
	if len(lines) != h {
		o.t.Fatalf("%d×%d: %d lines", w, h, len(lines))
	}
	text := ""
	for i, l := range lines {
		if l.Width() != w {
			o.t.Fatalf("%d×%d: line %d is %d wide: %q", w, h, i, l.Width(), l.String())
		}
		if strings.ContainsFunc(l.String(), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
			o.t.Fatalf("line %d holds a control character: %q", i, l.String())
		}
		text += l.String() + "\n"
	}
	if typing && (x < 0 || x >= w || y < 0 || y >= h) {
		o.t.Fatalf("%d×%d: the cursor stands at %d,%d", w, h, x, y)
	}
	return text
}

func one() List {
	list := invented()
	list.Of, list.Items, list.Mended = "Ana Ruiz", list.Items[2:3], nil
	return list
}

func many() List {
	list := invented()
	it := list.Items[3]
	list.Items = nil
	for i := range 10_000 {
		it.Deal.ID, it.Deal.Name = fmt.Sprint(i), fmt.Sprintf("Deal %05d", i)
		list.Items = append(list.Items, it)
	}
	return list
}

var scenes = []struct {
	name string
	list func() List
	play func(o *opened)
}{
	{"list", invented, func(*opened) {}},
	{"typing", invented, func(o *opened) { o.press("enter").write("15 dec") }},
	{"wrong", invented, func(o *opened) { o.press("enter").write("bad").press("enter") }},
	{"next-step", invented, func(o *opened) { o.press("n").write(" the CFO").press("tab").write("fri") }},
	{"mended", invented, func(o *opened) { o.press("enter").write("15 dec").press("enter") }},
	{"what-was-mended", invented, func(o *opened) { o.press("tab") }},
	{"clean", one, func(o *opened) { o.press("enter").write("Qinglan").press("enter") }},
	{"empty", func() List { return List{Today: monday, Open: 5} }, func(*opened) {}},
	{"nothing-there", func() List { return List{Today: monday} }, func(*opened) {}},
	{"one", one, func(*opened) {}},
	{"many", many, func(o *opened) { o.press("end") }},
	{"help", invented, func(o *opened) { o.press("?") }},
}

func TestScreens(t *testing.T) {
	for _, scene := range scenes {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}} {
			t.Run(fmt.Sprintf("%s/%dx%d", scene.name, size.w, size.h), func(t *testing.T) {
				o := open(t, scene.list())
				scene.play(o)
				golden.RequireEqual(t, []byte(o.frame(size.w, size.h)))
			})
		}
	}
}

func TestColours(t *testing.T) {
	lines, _, _, _ := open(t, invented()).View(120, 36)
	golden.RequireEqual(t, []byte(draw.NewTheme(true).Render(lines)))
}

// A frame is exactly as many lines and cells as the window has, and shows no
// control character, whatever names hold.
func TestFrameFitsEverySize(t *testing.T) {
	hostile := func(list List) List {
		for i := range list.Items {
			list.Items[i].Deal.Name = "Rollout \x1b[2J\x1b]0;owned\a of \u202etxet\u202c 👩‍🔬 e\u0301\u0301\u0301\u0301\u0301\r\n" + strings.Repeat("很长", 80)
			list.Items[i].Deal.Account = strings.Repeat("青", 300)
		}
		list.Of = strings.Repeat("Wolfeschlegelsteinhausenbergerdorff ", 5)
		return list
	}
	for _, scene := range scenes {
		o := open(t, hostile(scene.list()))
		scene.play(o)
		for w := page.LeastWidth; w < 200; w += 13 {
			for h := page.LeastHeight; h < 60; h += 7 {
				o.frame(w, h)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	for name, table := range map[string][]key{"list": listKeys(), "typing": typingKeys()} {
		keystest.Check(t, name, table)
	}
}

// The list is emptied by Enter, text, Enter, over and over.
func TestTheListIsEmptied(t *testing.T) {
	o := open(t, invented())
	for _, text := range []string{"15 dec", "Ana", "Qinglan", "84k"} {
		o.press("enter").write(text).press("enter")
	}
	if got := o.frame(80, 24); !strings.Contains(got, "✔ clean") || !strings.Contains(got, "fit for the meeting") {
		t.Errorf("after the last one:\n%s", got)
	}
	var fields []agenda.Field
	for _, typed := range o.file.typed {
		for f := range typed {
			fields = append(fields, f)
		}
	}
	if want := []agenda.Field{agenda.FieldClose, agenda.FieldOwner, agenda.FieldAccount, agenda.FieldAmount}; !slices.Equal(fields, want) {
		t.Errorf("mended %v, not %v", fields, want)
	}
}

func TestWhatCannotBeReadKeepsTheText(t *testing.T) {
	o := open(t, invented())
	o.press("enter").write("bad").press("enter")
	if got := o.frame(80, 24); !strings.Contains(got, `"bad" is not one.`) || len(o.list.Items) != 4 {
		t.Errorf("refused:\n%s", got)
	}
	o.press("esc")
	if o.entry != nil {
		t.Error("esc does not close the line")
	}
}

func TestTakingBack(t *testing.T) {
	o := open(t, invented())
	o.press("u")
	if got := o.frame(80, 24); !strings.Contains(got, "Nothing was mended here yet") {
		t.Errorf("u before anything:\n%s", got)
	}
	o.press("tab", "u")
	if len(o.fixes) != 0 {
		t.Errorf("still mended: %+v", o.fixes)
	}
}

func TestRightAsItIs(t *testing.T) {
	o := open(t, invented())
	o.press("r")
	if len(o.list.Items) != 3 || o.list.Items[0].Finding.Mends != agenda.FieldOwner {
		t.Errorf("confirmed: %+v", o.list.Items)
	}
	o.press("r") // there is no owner that could be right
	if got := o.frame(80, 24); len(o.list.Items) != 3 || !strings.Contains(got, "Nothing stands there") {
		t.Errorf("confirmed nothing:\n%s", got)
	}
}

// Before the file has been read no key says what is in it.
func TestKeysBeforeTheListIsRead(t *testing.T) {
	o := &opened{New(t.Context(), &file{list: invented()}), nil, t}
	for _, name := range []string{"enter", "r", "w", "a", "tab", "enter", "u"} {
		if got := o.press(name).frame(80, 24); name != "tab" && !strings.Contains(got, page.Reading) {
			t.Errorf("%s says\n%s", name, got)
		}
	}
	o.run(o.Init())
	if got := o.frame(80, 24); strings.Contains(got, page.Reading) {
		t.Errorf("it has been read:\n%s", got)
	}
}

// While something is being saved nothing else is changed: u would take back what
// was mended before.
func TestOneChangeAtATime(t *testing.T) {
	o := open(t, invented())
	o.press("o").write("Ana Ruiz").press("enter", "b").write("Kestrel")
	save := o.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	o.press("esc")
	for _, name := range []string{"u", "r", "w", "a"} {
		cmd := o.Update(tea.KeyPressMsg{Code: rune(name[0]), Text: name})
		if got := o.frame(80, 24); cmd != nil || o.entry != nil || !strings.Contains(got, "This is being saved.") {
			t.Errorf("%s begins something; the screen is\n%s", name, got)
		}
	}
	o.run(save)
	if got := o.press("u").frame(160, 24); !strings.Contains(got, "the account is what the CRM says again") {
		t.Errorf("u took back something else:\n%s", got)
	}
}
