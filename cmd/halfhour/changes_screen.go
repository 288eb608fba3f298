package main

import (
	"cmp"
	"context"
	"fmt"

	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/changes"
	"halfhour/tui/route"
)

// hasScreen says whether a person can see a screen and press keys.
func (p *program) hasScreen() bool { return p.onTerminal() && term.IsTerminal(int(p.in.Fd())) }

// changesScreen shows what moved since the last import.
func (d *desk) changesScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	var rep agenda.Person
	if to.Rep != "" {
		var err error
		if rep, err = d.st.Person(ctx, to.Rep); err != nil {
			return nil, err
		}
	}
	m, err := lookAt(ctx, d.st, changesOptions{since: sinceImport}, rep, d.today)
	if err != nil {
		return nil, err
	}
	if len(m.moved) == 0 {
		return nil, fmt.Errorf("nothing has moved since the last import")
	}
	a, err := m.account(ctx, d.st, d.today)
	return changes.New(ctx, []changes.Account{a}), err
}

// account is what moved, to be opened number by number.
func (m moving) account(ctx context.Context, st *store.Store, today agenda.Date) (changes.Account, error) {
	owners, err := namesByID(ctx, st)
	a := changes.Account{Title: m.words()}
	for _, t := range m.moved.Tallies() {
		if t.Deals == 0 {
			continue
		}
		count, words := t.Words()
		a.Numbers = append(a.Numbers, changes.Number{Count: count, Words: words, Items: func(context.Context) ([]changes.Item, bool, error) {
			var list []changes.Item
			for _, l := range m.moved.Of(t.Kind) {
				list = append(list, lineItem(l, owners, today))
			}
			return list, false, nil
		}})
	}
	return a, err
}

func lineItem(l movement.Line, owners map[string]string, today agenda.Date) changes.Item {
	it := changes.Item{Name: l.Deal.Name, Account: l.Deal.Account, Owner: owners[l.Is.Owner], What: cmp.Or(l.Words(today), standsAs(l.Deal, today))}
	if l.Amount().Known() {
		it.Amount = l.Amount().String()
	}
	was, is := l.Was, l.Is
	for _, c := range []agenda.Change{
		{Field: agenda.FieldStatus, Old: string(was.Status), New: string(is.Status)},
		{Field: agenda.FieldStage, Old: was.Stage, New: is.Stage},
		{Field: agenda.FieldClose, Old: was.Close.String(), New: is.Close.String()},
		{Field: agenda.FieldAmount, Old: moneyText(was.Amount), New: moneyText(is.Amount)},
		{Field: agenda.FieldOwner, Old: owners[was.Owner], New: owners[is.Owner]},
	} {
		if l.There && c.Old != c.New {
			it.Detail = append(it.Detail, changes.Detail{Label: c.Field.Label(), Words: c.Words(today)})
		}
	}
	if len(it.Detail) == 0 {
		it.Detail = []changes.Detail{{Label: "now", Words: standsAs(l.Deal, today)}}
	}
	return it
}

// moneyText is an amount as the history has it.
func moneyText(m agenda.Money) string {
	if !m.Known() {
		return ""
	}
	return m.Decimal() + " " + m.Currency
}

// showScreen runs one screen and nothing else.
func (p *program) showScreen(ctx context.Context, place route.Place, screen tui.Screen) error {
	model := tui.New(context.WithoutCancel(ctx), alone{screen}, route.To{Place: place})
	err := p.runScreen(ctx, model)
	model.Close()
	return cmp.Or(err, model.Err())
}

// alone is the desk of a program with one screen.
type alone struct{ screen tui.Screen }

// Open has nobody to ask.
func (a alone) Open(context.Context) (tui.Opening, error) { return tui.Opening{}, nil }

// Introduce is never asked for.
func (a alone) Introduce(context.Context, tui.Introduction) error { return nil }

// Screen is always the one.
func (a alone) Screen(context.Context, route.To) (tui.Screen, error) { return a.screen, nil }
