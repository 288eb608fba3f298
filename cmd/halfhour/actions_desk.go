package main

import (
	"context"
	"time"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/actions"
	"halfhour/tui/route"
)

// actionsDesk is what the list of actions needs of the machine.
type actionsDesk struct {
	*desk
	rep agenda.Person // "" for everybody's
}

// actionsScreen opens the actions of a rep's reviews, or all.
func (d *desk) actionsScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	a := &actionsDesk{desk: d}
	var err error
	switch {
	case to.Rep != "":
		a.rep, err = d.st.Person(ctx, to.Rep)
	case d.asked.rep != "":
		a.rep, err = findPerson(ctx, d.st, d.asked.rep)
	}
	return actions.New(ctx, a, to.Deal, to.Filter), err
}

// List reads the actions.
func (a *actionsDesk) List(ctx context.Context) (actions.List, error) {
	list := actions.List{Of: a.rep.Name}
	st, release, err := a.file()
	if err != nil {
		return list, err
	}
	defer release()
	rows, err := st.Actions(ctx, store.ActionFilter{Rep: a.rep.ID, All: true})
	if err != nil {
		return list, err
	}
	for _, row := range rows {
		list.Items = append(list.Items, actions.Item{Action: row.Action, Deal: row.Deal, Owner: row.OwnerName, Removes: row.ObstacleText, Role: row.OwnerRole})
	}
	if list.About.Known, err = knownIn(ctx, st, a.today); err != nil {
		return list, err
	}
	if list.About.Process, err = st.Process(ctx); err != nil {
		return list, err
	}
	if list.CarryDay, err = followUpDay(ctx, st); err != nil {
		return list, err
	}
	me, _, err := st.Me(ctx)
	list.Me = me.ID
	if err != nil || a.rep.ID == "" {
		return list, err
	}
	set, err := st.Settings(ctx)
	if err != nil {
		return list, err
	}
	owed, err := st.FollowUpsOwed(ctx)
	for _, o := range owed {
		if o.Rep == a.rep.ID {
			list.Owed = whenOwed(agenda.Review{Today: o.Held, FollowUp: o.Due}, nil, a.rep, agenda.Person{Name: o.ManagerName}, a.today, set.FollowUpHour)
		}
	}
	return list, err
}

// FollowUp writes down that the manager followed up on the rep's last review.
func (a *actionsDesk) FollowUp(ctx context.Context, text string) error {
	st, release, err := a.file()
	if err != nil {
		return err
	}
	defer release()
	r, found, err := st.LatestFinished(ctx, a.rep.ID)
	if err != nil || !found {
		return err
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return err
	}
	return st.FollowUp(ctx, store.Followed{ReviewID: r.ID, Day: a.today, How: store.ByCall, Text: text, Author: me.ID, At: a.Now()})
}

// Now is the clock.
func (a *actionsDesk) Now() time.Time { return a.now().Round(0) }

// Change saves what an action becomes.
func (a *actionsDesk) Change(ctx context.Context, was, next agenda.Action) (string, error) {
	st, release, err := a.file()
	if err != nil {
		return "", err
	}
	defer release()
	rows, err := st.EditActions(ctx, a.today, a.Now(), store.ActionEdit{Was: was, Next: next})
	if err != nil {
		return "", err
	}
	return rows[0].ID, nil
}

// Undo takes the last step back.
func (a *actionsDesk) Undo(ctx context.Context) (string, error) {
	st, release, err := a.file()
	if err != nil {
		return "", err
	}
	defer release()
	rows, err := st.UndoActions(ctx, a.Now())
	if err != nil {
		return "", err
	}
	return rows[0].ID, nil
}
