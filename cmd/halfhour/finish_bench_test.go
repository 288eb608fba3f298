package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/store"
)

// BenchmarkFinishAndExport finishes a review with 30 actions and writes its
// minutes, its actions in every format, and the mails: under 50 ms in the store
// and the writers together.
func BenchmarkFinishAndExport(b *testing.B) {
	ctx := context.Background()
	now := testToday.Time().Add(10 * time.Hour)
	st, err := openDemo(ctx, filepath.Join(b.TempDir(), "demo.db"), testToday, now)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	rep, err := st.PersonByName(ctx, demoRep)
	if err != nil {
		b.Fatal(err)
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		b.Fatal(err)
	}
	deals, err := st.Deals(ctx, store.Filter{Owner: rep.ID, Today: testToday})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		r, err := st.CreateReview(ctx, agenda.NewReview(store.NewID(), rep.ID, me.ID, []string{deals[0].ID, deals[1].ID, deals[2].ID}, testToday))
		if err != nil {
			b.Fatal(err)
		}
		next := r.Clone()
		_ = next.Start(now)
		for i := range 30 {
			d := deals[i%3]
			a := agenda.Action{ID: store.NewID(), DealID: d.ID, Text: fmt.Sprintf("Book call %d with 客户名称", i), Owner: []string{rep.ID, me.ID}[i%2], Priority: 1 + i%3,
				Due: testToday + 4, DoneWhen: "stage is Negotiation", Author: me.ID}
			if err := next.AddAction(a, now); err != nil {
				b.Fatal(err)
			}
		}
		if r, err = st.SaveReview(ctx, r, next); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		next = r.Clone()
		if err := next.Finish(now.Add(time.Hour)); err != nil {
			b.Fatal(err)
		}
		if next, err = st.SaveReview(ctx, r, next); err != nil {
			b.Fatal(err)
		}
		if err := writeAll(ctx, st, next, now); err != nil {
			b.Fatal(err)
		}
	}
}

func writeAll(ctx context.Context, st *store.Store, r agenda.Review, now time.Time) error {
	brief, err := briefingOf(ctx, st, r)
	if err != nil {
		return err
	}
	if err := writeMinutes(io.Discard, r, brief); err != nil {
		return err
	}
	rows, err := st.Actions(ctx, store.ActionFilter{Review: r.ID, All: true})
	if err != nil {
		return err
	}
	list, err := itemsOf(ctx, st, exportOptions{}, rows, r.Today)
	if err != nil {
		return err
	}
	list.Rep = brief.Rep
	for _, format := range minutes.Formats {
		if format == minutes.EML {
			continue
		}
		if err := minutes.WriteActionsAs(io.Discard, format, list, now); err != nil {
			return err
		}
	}
	for _, owner := range list.Owners() {
		if err := minutes.ActionsMail(list, owner, now).Write(io.Discard); err != nil {
			return err
		}
	}
	return nil
}
