package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// span is the time that changes looks at, and how that is said.
type span struct {
	movement.Period
	words string
	last  agenda.Date // its last day
}

// spanOf finds the time that --since and --until mean.
func spanOf(ctx context.Context, st *store.Store, o changesOptions, rep agenda.Person, today agenda.Date) (span, error) {
	s := span{last: today}
	s.Owner = rep.ID
	if err := s.begin(ctx, st, o.since, rep, today); err != nil {
		return s, err
	}
	if o.until == "" {
		return s, nil
	}
	last, err := pastDay(o.until, today)
	if err != nil {
		return s, misuse("--until: %s", err)
	}
	if last < today { // what came in today, by whatever clock, counts
		s.Until = dayBegins(last + 1)
		s.last = last
	}
	if !s.Until.IsZero() && !s.From.Before(s.Until) {
		return s, misuse("--until %s is before --since %s", o.until, o.since)
	}
	s.words += " up to " + last.Short(today)
	return s, nil
}

// begin finds where the span begins.
func (s *span) begin(ctx context.Context, st *store.Store, since string, rep agenda.Person, today agenda.Date) error {
	switch since {
	case sinceImport:
		name, at, found, err := st.LastImport(ctx)
		if err != nil {
			return err
		}
		if !found {
			return misuse("nothing was imported yet: halfhour import FILE brings deals in")
		}
		at = at.Local()
		s.From = at
		s.words = fmt.Sprintf("Since the import of %s, %s at %s", safe.Line(name), agenda.DateOf(at).Short(today), at.Format("15:04"))
		return nil
	case sinceReview:
		if rep.ID == "" {
			return misuse("say whose last review: --since %s --rep NAME", sinceReview)
		}
		r, found, err := st.LatestFinished(ctx, rep.ID)
		if err != nil {
			return err
		}
		if !found {
			return misuse("no review of %s has been finished yet: say --since DATE", rep.Name)
		}
		s.From = reviewBegan(r)
		s.words = "Since the review on " + agenda.DateOf(s.From).Short(today)
		return nil
	case sinceWeek:
		set, err := st.Settings(ctx)
		if err != nil {
			return err
		}
		first := set.Calendar.WeekOf(today)
		s.From, s.words = dayBegins(first), "This week, since "+first.Short(today)
		return nil
	}
	first, err := pastDay(since, today)
	if err != nil {
		return misuse("--since: %s; or import, last-review, week", err)
	}
	s.From = dayBegins(first)
	s.words = "Since " + first.Short(today)
	return nil
}

// reviewBegan is when a finished review began: what came in while it was held,
// nobody talked about.
func reviewBegan(r agenda.Review) time.Time {
	if r.Clock.Started.IsZero() {
		return dayBegins(r.Today)
	}
	return r.Clock.Started.Local()
}

// dayBegins is a day's first instant, here.
func dayBegins(d agenda.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.Local)
}

// pastDay reads a day that has passed: today, yesterday, mon or monday (the
// last one before today), -7d, -2w, or 2026-11-27.
func pastDay(s string, today agenda.Date) (agenda.Date, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "today":
		return today, nil
	case "yesterday":
		return today - 1, nil
	}
	if d, err := agenda.ParseDate(s); err == nil {
		return d, nil
	}
	for d := today - 7; d < today && len(s) >= 3; d++ {
		if strings.HasPrefix(strings.ToLower(d.Weekday().String()), s) {
			return d, nil
		}
	}
	days := map[string]int{"d": 1, "w": 7}
	if number, ok := strings.CutPrefix(s, "-"); ok && len(number) > 1 {
		unit := days[number[len(number)-1:]]
		if n, err := strconv.ParseUint(number[:len(number)-1], 10, 10); err == nil && unit > 0 {
			return today - agenda.Date(int(n)*unit), nil
		}
	}
	return 0, fmt.Errorf("%q is not a day: say 2026-11-27, monday, yesterday, -7d or -2w", s)
}
