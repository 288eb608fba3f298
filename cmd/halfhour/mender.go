package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/crm"
)

// mender reads what a person types into a field of a deal, and writes it down.
type mender struct {
	st     *store.Store
	today  agenda.Date
	me     string // a Person's ID
	people []agenda.Person
	stages map[string][]string // by pipeline
	home   string              // the home currency, else the one that all deals have
}

func newMender(ctx context.Context, st *store.Store, today agenda.Date) (m mender, err error) {
	m.st, m.today = st, today
	me, _, err := st.Me(ctx)
	if err != nil {
		return m, err
	}
	m.me = me.ID
	if m.people, err = st.People(ctx); err != nil {
		return m, err
	}
	if m.stages, err = st.OpenStages(ctx); err != nil {
		return m, err
	}
	if m.home, err = st.HomeCurrency(ctx); err == nil && m.home == "" {
		m.home, err = st.OnlyCurrency(ctx)
	}
	return m, err
}

// stagesOf are the open stages of a deal's pipeline.
func (m mender) stagesOf(d agenda.Deal) []string {
	if list := m.stages[d.Pipeline]; len(list) > 0 {
		return list
	}
	return m.stages[""]
}

// mend reads all that was typed and writes it down, or nothing.
func (m mender) mend(ctx context.Context, d agenda.Deal, typed map[agenda.Field]string, now time.Time) error {
	values := map[agenda.Field]string{}
	for f, text := range typed {
		value, err := m.read(d, f, strings.TrimSpace(text))
		if err != nil {
			return err
		}
		values[f] = value
	}
	return m.st.Mend(ctx, d.ID, values, m.me, now)
}

// confirm writes down that what stands in a field is right.
func (m mender) confirm(ctx context.Context, d agenda.Deal, f agenda.Field, now time.Time) error {
	return m.st.Mend(ctx, d.ID, map[agenda.Field]string{f: d.Value(f)}, m.me, now)
}

// read returns what was typed into a field as a fix has it.
func (m mender) read(d agenda.Deal, f agenda.Field, typed string) (string, error) {
	if typed == "" && f != agenda.FieldNextStepDate && f != agenda.FieldNextStep {
		return "", fmt.Errorf("say the %s of %s", f.Label(), d.Name)
	}
	switch f {
	case agenda.FieldAmount:
		amount, err := crm.ReadAmount(typed, cmp.Or(d.Amount.Currency, m.home, agenda.NoCurrency))
		return amount.Decimal() + " " + amount.Currency, err
	case agenda.FieldClose, agenda.FieldNextStepDate:
		if typed == "" {
			return "", nil
		}
		date, err := agenda.ParseDue(typed, m.today)
		if err != nil {
			return "", fmt.Errorf("%q is not a date: say fri, +2w, 15 dec or 2026-12-15", typed)
		}
		return date.String(), nil
	case agenda.FieldStage:
		return oneStage(m.stagesOf(d), typed)
	case agenda.FieldOwner:
		who, err := onePerson(m.people, typed)
		return who.ID, err
	case agenda.FieldContact:
		return strings.Join(store.Contacts(typed), "; "), nil
	}
	return typed, nil
}

// oneStage finds the stage that is meant: by its name, else by the beginning of
// one.
func oneStage(stages []string, typed string) (string, error) {
	want := agenda.Fold(typed)
	var found []string
	for _, s := range stages {
		switch name := agenda.Fold(s); {
		case name == want:
			return s, nil
		case strings.HasPrefix(name, want):
			found = append(found, s)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if len(found) == 0 {
		found = stages
	}
	return "", fmt.Errorf("%q is not a stage of its pipeline: there are %s", typed, strings.Join(found[:min(len(found), mostNames)], ", "))
}
