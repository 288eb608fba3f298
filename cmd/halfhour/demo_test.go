package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
	"halfhour/tui/route"
)

// The demo looks right on any day: in every part of a week, at the ends of
// months, quarters and years, on a leap day.
func TestDemoOnAnyDay(t *testing.T) {
	days := []agenda.Date{
		agenda.NewDate(2027, time.January, 1), agenda.NewDate(2028, time.February, 29), agenda.NewDate(2026, time.March, 31),
		agenda.NewDate(2026, time.October, 1),
	}
	for i := range 7 {
		days = append(days, testToday+agenda.Date(i))
	}
	for _, today := range days {
		t.Run(today.String(), func(t *testing.T) { checkDemo(t, today) })
	}
}

func checkDemo(t *testing.T, today agenda.Date) {
	ctx := context.Background()
	now := today.Time().Add(15 * time.Hour)
	st, err := openDemo(ctx, filepath.Join(t.TempDir(), "demo.db"), today, now)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	d := &desk{st: st, now: func() time.Time { return now }, today: today, first: route.To{Place: route.Review}, asked: asked{rep: demoRep}, demo: true}
	opening, err := d.Open(ctx)
	if err != nil || opening.Stranger {
		t.Fatalf("%+v, %v", opening, err)
	}
	if u, _, err := d.unfinished(ctx); err != nil || u != nil {
		t.Fatalf("%+v, %v", u, err)
	}
	room, host, err := d.room(ctx, false)
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	b := room.State().Briefing
	if me := b.PersonByID(host.Me); me.Name != demoManager || b.Manager != me || b.Rep.Name != demoRep || !b.Demo {
		t.Errorf("%s reviews %s as %s", b.Manager.Name, b.Rep.Name, me.Name)
	}
	if len(b.Deals) != 13 || b.LastTime.Actions != 5 || b.LastTime.Done != 3 || b.Pipeline.OpenActions != 2 || b.Pipeline.OverdueItems != 1 {
		t.Errorf("%d deals, last time %+v, %+v", len(b.Deals), b.LastTime, b.Pipeline)
	}
	if rate, _, known := b.Pipeline.WinRate(); !known || rate < 0.3 || rate > 0.5 {
		t.Errorf("win rate %.2f", rate)
	}
	checkTrouble(t, b)
	picked := room.State().Review.Deals()
	names := []string{}
	for _, id := range picked {
		deal, _ := b.Deal(id)
		names = append(names, deal.Name)
	}
	if len(picked) != 3 || !slices.Contains(names, "Grid telemetry rollout") {
		t.Errorf("proposed: %q", names)
	}
	all, err := st.Deals(ctx, store.Filter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	count := map[agenda.Status]int{}
	for _, deal := range all {
		count[deal.Status]++
		if deal.Status != agenda.Open && deal.Close > today || deal.Created > today || deal.StageSince > today || deal.LastActivity > today {
			t.Errorf("%s is of the future", deal.Name)
		}
	}
	if count[agenda.Won] < 14 || count[agenda.Lost] < 20 {
		t.Errorf("%v", count)
	}
}

// checkTrouble looks for the deals that something is wrong with.
func checkTrouble(t *testing.T, b agenda.Briefing) {
	t.Helper()
	wrong := map[string][]string{
		"Grid telemetry rollout": {inspect.Overdue, inspect.NoNextStep, inspect.Stale, inspect.SlowStage, inspect.Pushed, inspect.Shrinking},
		"Flight-line pilot":      {inspect.MovedBack},
		"Harvest planner":        {inspect.NoNextStep, inspect.Stale, inspect.SlowStage},
		"Spare-parts portal":     {inspect.NoNextStep, inspect.Stale, inspect.Pushed},
		"青岚云平台扩容":                {inspect.SlowStage, inspect.Pushed},
	}
	for _, d := range b.Deals {
		codes := []string{}
		for _, f := range b.Candidate(d.ID).Findings {
			codes = append(codes, f.Code)
		}
		for _, code := range wrong[d.Name] {
			if !slices.Contains(codes, code) {
				t.Errorf("%s: %v without %s", d.Name, codes, code)
			}
		}
		if d.Name == "Grid telemetry rollout" && (d.Track.Pushes != 3 || d.Track.PushedDays != 62 || d.Track.FirstAmount != usd(96_000)) {
			t.Errorf("%+v", d.Track)
		}
	}
	for _, name := range []string{"Clinic scheduling, phase two", "Cold-chain sensors", "Lab inventory"} {
		i := slices.IndexFunc(b.Deals, func(d agenda.Deal) bool { return d.Name == name })
		if found := b.Candidate(b.Deals[i].ID).Findings; len(found) != 0 {
			t.Errorf("%s should be well: %v", name, found)
		}
	}
	if len(b.Earlier) != len(demoAnswers) {
		t.Errorf("%d answers of last week", len(b.Earlier))
	}
}
