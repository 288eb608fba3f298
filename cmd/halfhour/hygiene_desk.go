package main

import (
	"context"
	"fmt"
	"io"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/hygiene"
	"halfhour/tui/route"
)

// hygieneDesk is what the list of bad data needs of the machine.
type hygieneDesk struct {
	*desk
	rep    agenda.Person // "" for everybody's deals
	mender mender
}

// hygieneScreen opens the list of a rep, or of everybody.
func (d *desk) hygieneScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	h := &hygieneDesk{desk: d}
	var err error
	switch {
	case to.Rep != "":
		h.rep, err = d.st.Person(ctx, to.Rep)
	case d.asked.rep != "":
		h.rep, err = findPerson(ctx, d.st, d.asked.rep)
	}
	return hygiene.New(ctx, h), err
}

// List reads the deals.
func (h *hygieneDesk) List(ctx context.Context) (hygiene.List, error) {
	list := hygiene.List{Of: h.rep.Name, Today: h.today}
	st, release, err := h.file()
	if err != nil {
		return list, err
	}
	defer release()
	if h.mender, err = newMender(ctx, st, h.today); err != nil {
		return list, err
	}
	list.People, list.Stages = h.mender.people, h.mender.stagesOf
	if list.Items, list.Open, err = toMend(ctx, st, store.Filter{Owner: h.rep.ID, Today: h.today}, h.today); err != nil {
		return list, err
	}
	mended, err := st.MendedDeals(ctx, h.rep.ID, h.today)
	for _, d := range mended {
		list.Mended = append(list.Mended, d.Deal)
	}
	return list, err
}

// Mend writes down what was typed.
func (h *hygieneDesk) Mend(ctx context.Context, d agenda.Deal, typed map[agenda.Field]string) (hygiene.Mended, error) {
	return h.change(ctx, d, func(*store.Store) error { return h.mender.mend(ctx, d, typed, h.now()) })
}

// Confirm writes down that what stands in a field is right.
func (h *hygieneDesk) Confirm(ctx context.Context, d agenda.Deal, f agenda.Field) (hygiene.Mended, error) {
	return h.change(ctx, d, func(*store.Store) error { return h.mender.confirm(ctx, d, f, h.now()) })
}

// TakeBack makes the CRM's value count again.
func (h *hygieneDesk) TakeBack(ctx context.Context, d agenda.Deal, f agenda.Field) (hygiene.Mended, error) {
	return h.change(ctx, d, func(st *store.Store) error { return st.Unmend(ctx, d.ID, f) })
}

// change makes one change to a deal and looks at it again.
func (h *hygieneDesk) change(ctx context.Context, d agenda.Deal, make func(*store.Store) error) (hygiene.Mended, error) {
	m := hygiene.Mended{Deal: d}
	st, release, err := h.file()
	if err != nil {
		return m, err
	}
	defer release()
	if err := make(st); err != nil {
		return m, err
	}
	deals, err := st.Deals(ctx, store.Filter{IDs: []string{d.ID}, Today: h.today})
	if err != nil || len(deals) == 0 {
		return m, err
	}
	m.Deal = deals[0]
	m.Left, _, err = toMend(ctx, st, store.Filter{IDs: []string{d.ID}, Today: h.today}, h.today)
	return m, err
}

// Write writes the CSV into the current directory.
func (h *hygieneDesk) Write(ctx context.Context) (string, error) {
	st, release, err := h.file()
	if err != nil {
		return "", err
	}
	defer release()
	deals, err := st.MendedDeals(ctx, h.rep.ID, h.today)
	if err != nil {
		return "", err
	}
	name, err := writeNumbered(".", "halfhour-fixes.csv", func(w io.Writer) error { return writeFixes(w, deals, h.mender.people) })
	if err != nil {
		return "", fmt.Errorf("write into the current directory: %w", err)
	}
	return name, nil
}

var _ hygiene.Desk = (*hygieneDesk)(nil)
