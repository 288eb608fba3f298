package main

import (
	"context"
	"runtime/debug"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/listing"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/aside"
	"halfhour/tui/deals"
	"halfhour/tui/route"
)

// dealsDesk is the desk for the screen of deals.
type dealsDesk struct{ *desk }

// dealsScreen opens the deals as the command line asks, else as they were
// looked at last.
func (d *desk) dealsScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	view, saved, err := d.st.Views(ctx)
	if err != nil {
		return nil, err
	}
	view.Filter, view.Rep = to.Filter, to.Rep
	if to == d.first {
		rep, err := d.askedRep(ctx)
		if err != nil {
			return nil, err
		}
		if d.asked.view != nil {
			if view, err = d.asked.view(view, saved); err != nil {
				return nil, err
			}
		}
		view.Rep = rep.ID
	}
	return deals.New(ctx, dealsDesk{d}, view, saved, to.Deal), nil
}

// askedRep is whose deals the command line named; nobody for everybody's.
func (d *desk) askedRep(ctx context.Context) (agenda.Person, error) {
	if d.asked.rep == "" {
		return agenda.Person{}, nil
	}
	return findRep(ctx, d.st, []string{d.asked.rep})
}

// settled is how long after it was read a list is on the screen.
const settled = time.Second / 4

// manyDeals is how many leave enough behind to be worth cleaning up after.
const manyDeals = 20_000

// Deals reads all deals, or at first some.
func (d dealsDesk) Deals(ctx context.Context, rep string, some bool) (list *listing.List, all bool, err error) {
	st, release, err := d.file()
	if err != nil {
		return nil, false, err
	}
	defer release()
	r := dealReader{st: st, today: d.today, some: some}
	if err := r.read(ctx, rep); err != nil {
		return nil, false, err
	}
	r.list.Rank()
	if r.list.Len() > manyDeals {
		// What reading took is much more than the list; and what putting it in
		// order for the first time takes would stay for as long again.
		debug.FreeOSMemory()
		aside.After(settled, debug.FreeOSMemory, nil)
	}
	return r.list, r.all, nil
}

// Dossier returns what is known of a deal.
func (d dealsDesk) Dossier(ctx context.Context, id string) (agenda.Dossier, error) {
	st, release, err := d.file()
	if err != nil {
		return agenda.Dossier{}, err
	}
	defer release()
	dossier, err := st.Dossier(ctx, id, d.today)
	if err != nil {
		return dossier, err
	}
	if dossier.Deal.Status != agenda.Open || dossier.Deal.Gone {
		return dossier, nil
	}
	dossier.Candidate, err = d.candidate(ctx, st, dossier.Deal)
	return dossier, err
}

// candidate is what was found in an open deal among the deals of its owner.
func (d dealsDesk) candidate(ctx context.Context, st *store.Store, deal agenda.Deal) (agenda.Candidate, error) {
	others, err := st.Deals(ctx, store.Filter{Owner: deal.Owner, Today: d.today})
	if deal.Owner == "" {
		others, err = []agenda.Deal{deal}, nil
	}
	if err != nil {
		return agenda.Candidate{}, err
	}
	ground, err := groundOf(ctx, st, d.today, agenda.Person{ID: deal.Owner})
	ground.Rep = "" // as in the table
	for _, c := range inspect.Over(others, ground).Rank() {
		if c.DealID == deal.ID {
			return c, err
		}
	}
	return agenda.Candidate{}, err
}

// Views returns how the deals were looked at last, and what was saved.
func (d dealsDesk) Views(ctx context.Context) (last listing.View, saved []listing.Saved, err error) {
	st, release, err := d.file()
	if err != nil {
		return last, nil, err
	}
	defer release()
	return st.Views(ctx)
}

// SaveView keeps a view.
func (d dealsDesk) SaveView(ctx context.Context, v listing.Saved) error {
	st, release, err := d.file()
	if err != nil {
		return err
	}
	defer release()
	return st.SaveView(ctx, v)
}

// ForgetView deletes a saved view.
func (d dealsDesk) ForgetView(ctx context.Context, name string) error {
	st, release, err := d.file()
	if err != nil {
		return err
	}
	defer release()
	return st.ForgetView(ctx, name)
}
