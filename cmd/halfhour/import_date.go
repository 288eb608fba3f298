package main

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
	"halfhour/tui/mapping"
)

// dating is when an export was made, and how that is known.
type dating struct {
	at   time.Time
	sure bool
	// from says in words how it is known, "" when nothing tells.
	from string
}

// namePattern finds a date in the name of an export.
type namePattern struct {
	re   *regexp.Regexp
	sure bool // the CRM writes the date of the export there
}

// namePatterns: HubSpot's hubspot-crm-exports-<view>-2026-11-23.csv, Zoho's
// Deals_2026_11_23.csv, and a date in any name (shared/data/VOCABULARY.md).
var namePatterns = sync.OnceValue(func() []namePattern {
	return []namePattern{
		{regexp.MustCompile(`(?i)^hubspot-crm-exports-.*-(\d{4})-(\d{2})-(\d{2})(?:-\d+)?$`), true},
		{regexp.MustCompile(`^[A-Z][A-Za-z]+_(\d{4})_(\d{2})_(\d{2})(?:_\d+)?$`), true},
		{regexp.MustCompile(`(?:^|[^0-9])(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?:[^0-9]|$)`), false},
	}
})

// reportName is Salesforce's report1732619096500.csv: milliseconds since 1970.
var reportName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^report(\d{13})$`) })

// dated says when an export was made: as its name tells, else no earlier than
// its newest record was changed, else now. A date in a name that no CRM writes
// counts when it is not before the newest record, nor in the future.
func dated(name string, newest, fileTime time.Time, today agenda.Date, now time.Time) dating {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	latest := max(today, agenda.DateOf(now))
	if m := reportName().FindStringSubmatch(stem); m != nil {
		ms, _ := strconv.ParseInt(m[1], 10, 64)
		if at := time.UnixMilli(ms); agenda.DateOf(at) <= latest {
			return dating{at, true, "as its name says"}
		}
	}
	for _, p := range namePatterns() {
		m := p.re.FindStringSubmatch(stem)
		if m == nil {
			continue
		}
		d, err := agenda.ParseDate(m[1] + "-" + m[2] + "-" + m[3])
		if err != nil || d > latest || d.Time().Year() < 1990 || !newest.IsZero() && d < agenda.DateOf(newest.UTC())-1 {
			continue
		}
		return dating{moment(d, fileTime, now), p.sure || !newest.IsZero(), "as its name says"}
	}
	if !newest.IsZero() && agenda.DateOf(newest) <= latest {
		return dating{newest, true, "when its newest record was changed"}
	}
	return dating{at: onDay(today, now)}
}

// onDay is the time it is now, on the day that counts as today: of two imports
// the second is the later one also while --today holds the day still.
func onDay(today agenda.Date, now time.Time) time.Time {
	now = now.Local()
	year, month, day := today.Time().Date()
	return time.Date(year, month, day, now.Hour(), now.Minute(), now.Second(), now.Nanosecond(), now.Location())
}

// moment is a time on a day that is told: the file's own when it was written
// then, else noon, but never later than now.
func moment(d agenda.Date, fileTime, now time.Time) time.Time {
	if !fileTime.IsZero() && agenda.DateOf(fileTime.Local()) == d {
		return fileTime
	}
	at := d.Time().Add(12 * time.Hour)
	if agenda.DateOf(now) == d && at.After(now) {
		return now
	}
	return at
}

// saidDate is the date that a person gave: today's is now, whenever the file
// was written.
func saidDate(text string, fileTime time.Time, today agenda.Date, now time.Time) (dating, error) {
	d, err := agenda.ParseDate(text)
	if err != nil {
		return dating{}, misuse("--as-of: %s", err)
	}
	at := moment(d, fileTime, now)
	if d == today || d == agenda.DateOf(now) {
		at = onDay(d, now)
	}
	return dating{at, true, "as you say"}, nil
}

// day is the calendar date of an export.
func (d dating) day() agenda.Date { return agenda.DateOf(d.at.Local()) }

// date finds out when the export was made, and asks when it may be older than
// what came in before and nobody can tell for sure.
func (j *job) date(ctx context.Context, a *asker) (err error) {
	e, now := a.e, j.p.now()
	if j.o.asOf != "" {
		e.date, err = saidDate(j.o.asOf, e.source.time, j.today, now)
		return err
	}
	e.date = dated(e.source.name, e.file.Modified(), e.source.time, j.today, now)
	if j.st == nil || e.file.Kind() != crm.Deals {
		return nil
	}
	if e.last, _, err = j.st.LastExport(ctx, e.file.CRM(), e.shape); err != nil {
		return err
	}
	if e.first, err = j.st.FirstOf(ctx, e.hash); err != nil {
		return err
	}
	switch older, sure := e.older(j.slack()); {
	case !older || sure:
		return nil
	case j.asks:
		return j.askWhetherOlder(a)
	case !e.first.IsZero():
		e.date = dating{e.first, true, "when this very file came in first; --as-of " + j.today.String() + " takes it for new"}
		return nil
	}
	return fmt.Errorf("import %s; if it is older, say --as-of %s and it fills in the history, else --as-of %s",
		e.isOlder(j.today), agenda.DateOf(e.olderAt().Local()), j.today)
}

// A copied file is as new as its copy. Where nobody can be asked, only one that
// is older than the last by more than a day may be an older export.
func (j *job) slack() time.Duration {
	if j.asks {
		return 2 * time.Second
	}
	return 24 * time.Hour
}

// older says that an export may be older than the last one of its kind: it came
// in before that, its date is, or nothing tells its date and its file is. sure:
// it is, and needs not be asked.
func (e *export) older(slack time.Duration) (older, sure bool) {
	last, written := e.last, e.source.time
	switch {
	case last.AsOf.IsZero():
		return false, false
	case e.date.from != "":
		return e.date.day() < agenda.DateOf(last.AsOf.Local()), e.date.sure
	case !e.first.IsZero():
		return e.first.Before(last.AsOf), false
	case written.IsZero():
		return false, false
	case last.Sure: // what was written before that day knows nothing of it
		return agenda.DateOf(written.Local()) < agenda.DateOf(last.AsOf.Local()), false
	}
	return !last.FileTime.IsZero() && written.Add(slack).Before(last.FileTime), false
}

// isOlder says so in words.
func (e *export) isOlder(today agenda.Date) string {
	is := "is of " + e.date.day().Short(today) + ", " + e.date.from
	switch {
	case e.date.from != "":
	case !e.first.IsZero():
		is = "came in on " + when(e.first, today)
	default:
		is = "was written on " + when(e.source.time, today)
	}
	return fmt.Sprintf("%s %s, and %s came in already", e.source.name, is, e.last.Name+" of "+when(e.last.AsOf, today))
}

func when(at time.Time, today agenda.Date) string {
	at = at.Local()
	return agenda.DateOf(at).Short(today) + " at " + at.Format("15:04")
}

// olderAt is when an export was made that is older than it seems.
func (e *export) olderAt() time.Time {
	switch {
	case e.date.from != "":
		return e.date.at
	case !e.first.IsZero():
		return e.first
	}
	return e.source.time
}

func (j *job) askWhetherOlder(a *asker) error {
	e := a.e
	q := &mapping.Choice{Title: "Is this an older export?", About: []string{e.isOlder(j.today) + "."}, Options: []mapping.Option{
		{Value: "older", Label: "it is older", Shown: []string{"it changes no newer fact and fills in the history before"}},
		{Value: "newer", Label: "it is newer", Shown: []string{"its facts are those of today"}},
	}}
	if err := a.show(q); err != nil {
		return err
	}
	at := onDay(j.today, j.p.now())
	if q.Chosen() == "older" {
		at = e.olderAt()
	}
	e.date = dating{at, true, "as you say"}
	return nil
}
