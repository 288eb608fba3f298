package main

import (
	"context"
	"testing"
	"time"

	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/changes"
	"halfhour/tui/route"
)

// walk is what is done in a place, from what stands there first.
type walk struct {
	first string
	steps []step
}

// walks have every place that has a screen, with the keys that read or write the
// file there.
var walks = map[route.Place]walk{
	route.Home: {"Reviews", []step{
		{"d", "18 of 54"},
		{"esc", "", "Mon 23 Nov 2026"},
		{"a", "2 open, 1 overdue"},
		{"esc", "", "Mon 23 Nov 2026"},
		{"h", "What you mend"},
		{"esc", "", "Mon 23 Nov 2026"},
		{"c", "18 unchanged"},
		{"esc", "", "Mon 23 Nov 2026"},
		{"enter", "not started"},
		{"q", "", "Mon 23 Nov 2026"},
	}},
	route.Actions: {"Book a call", []step{
		{"x", "Done: Book a call", "1 open"},
		{"u", "Taken back.", "2 open, 1 overdue"},
		{"enter|tab|tab|tab|down|enter", "Saved: Book a call", "Tue 24 Nov"},
		{"c", "27 Nov carried 1×"},
		{"d|their lawyers did it|enter", "Dropped:", "1 open"},
		{"a|Phone the crane driver|enter", "Saved: Phone the crane driver"},
		{"o", "18 of 54"},
		{"esc", "", "by person"},
	}},
	route.FollowUp: {"Book a call", []step{
		{"f|called, she is in|enter", "The follow-up is written down."},
	}},
	route.Deals: {"Grid telemetry", []step{
		{"down", "Suzhou"},
		{"w|cranes|enter", "Saved as “cranes”"},
		{"f|d", "“cranes” is deleted"},
		{"g", "", "▾ Ana Ruiz"},
		{"s|down|enter", "", "by account"},
		{"r", "not started"},
		{"enter", "ends"},
		{"q", "", "by account"},
		{"r", "Go on?"},
		{"enter", "s swap deal"},
	}},
	route.Hygiene: {"no amount", []step{
		{"enter|45k|enter", "the amount is mended."},
		{"u", "the amount is what the CRM says again."},
		{"c|15 dec|enter", "the close date is mended."},
		{"w", "Written for the CRM:"},
	}},
	route.Changes: {"18 unchanged", nil},
	route.Prep: {"Prep of", []step{
		{"right|y", "how do we know"},
		{"said on the call|enter", "said on the call · Dana"},
		{"o|Nobody asked their works council|enter", "▪ Nobody asked"},
		{"a|Walk them through the plan|enter", "1 action"},
		{"e|They sounded tired|esc", "Dana They sounded tired"},
		{"s|Workshop|tab|fri|enter", "y/n/u answer"},
		{"%|40|enter", "1 of 3 chances"},
		{"p|New price list|enter", "y/n/u answer"},
		{"m", "What you mend"},
		{"esc", "", "Prep of"},
		{"left|s|enter", "", "tab more"},
	}},
	route.Review: {"not started", []step{
		{"enter", "ends"},
		{"s|enter", "▶ Overview Spare-parts"},
		{"right", "Ready for"},
		{"y", "how do we know"},
		{"said on the call|enter", "said on the call · Dana"},
		{"o|Nobody asked their works council|enter", "▪ Nobody asked"},
		{"d", "(cleared)"},
		{"C", "for your eyes only"},
		{"Praise her opening|esc", "y/n/u answer"},
		{"space", "paused"},
		{"space", "", "space"},
		{"+", "", "+"},
		{"S|s", "Shared. Give the guest the command"},
		{"i", "A new code for Ana"},
		{"x|esc|right", "▶ 青岚云平台扩容"},
		{"right", "▶ Warehouse"},
		{"right", "f finish"},
		{"t|+3d|enter", "Thu 26 Nov"},
		{"f|y", "Minutes:"},
	}},
}

// Whatever a screen asks the file for, and however long that takes, keys are
// answered, on every screen there is. What runs on the ordinary screen meanwhile
// (an import, an editor) has no keys to answer.
func TestNoScreenWaitsForTheFile(t *testing.T) {
	var took, drawn []time.Duration
	ctx := context.Background()
	through := func(s *slow, model *tui.Model, w walk) {
		s.run(model, w.first, w.steps...)
		took, drawn = append(took, s.took...), append(drawn, s.drawn...)
	}
	for place := range new(desk).screens() {
		t.Run(string(place), func(t *testing.T) {
			w, ok := walks[place]
			if !ok {
				t.Fatal("nobody walks through it")
			}
			d := demoDesk(t, demoFile, route.To{Place: place})
			if place == route.Home {
				d.asked = asked{}
			}
			through(newSlow(t), tui.New(ctx, d, d.first), w)
			if _, err := d.close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("welcome", func(t *testing.T) {
		d := demoDesk(t, func() ([]byte, error) { return nil, nil }, route.To{Place: route.Home})
		through(newSlow(t), tui.New(ctx, d, d.first), walk{"Who is at the keyboard", []step{{" Ferrand|enter", "Two ways to start"}}})
		if _, err := d.close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("numbers of an import", func(t *testing.T) {
		s := newSlow(t)
		st, err := demoDesk(t, demoFile, route.To{}).open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		deals, err := st.Deals(ctx, store.Filter{Today: testToday})
		if err != nil {
			t.Fatal(err)
		}
		j := &job{st: st, today: testToday}
		a := j.account(taken{&export{}, store.Report{New: 1, Unchanged: 1, Behind: map[store.Effect][]string{
			store.EffectNew: {deals[0].ID}, store.EffectUnchanged: {deals[1].ID},
		}}})
		model := tui.New(ctx, alone{changes.New(ctx, []changes.Account{a})}, route.To{Place: route.Import})
		through(s, model, walk{deals[0].Name, []step{{"right", deals[1].Name}}})
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if len(took) > 0 && len(drawn) > 0 {
		t.Logf("99 of a hundred Updates took %s at most, and keys were on the screen after %s", at(took, 99), at(drawn, 99))
	}
}
