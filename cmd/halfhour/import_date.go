package main

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"halfhour/agenda"
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
	return dating{at: moment(today, now, now)}
}

// moment is a time on a day: the file's own when it was written then, else
// noon, but never later than now.
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

// said is the date that a person gave.
func saidDate(text string, fileTime, now time.Time) (dating, error) {
	d, err := agenda.ParseDate(text)
	if err != nil {
		return dating{}, misuse("--as-of: %s", err)
	}
	return dating{moment(d, fileTime, now), true, "as you say"}, nil
}

// day is the calendar date of an export.
func (d dating) day() agenda.Date { return agenda.DateOf(d.at.Local()) }

// copies of a file are as new as they like: only a file that is older than the
// one before by more than this may be an older export.
const copied = 24 * time.Hour

// older says that an export may be older than the last one of its kind: its
// date is, or nothing tells its date and its file is. sure: it is, and needs
// not be asked.
func (e *export) older() (older, sure bool) {
	last := e.last
	switch {
	case last.AsOf.IsZero():
		return false, false
	case e.date.from != "":
		return e.date.day() < agenda.DateOf(last.AsOf.Local()), e.date.sure
	case last.Sure || last.FileTime.IsZero() || e.source.time.IsZero():
		return false, false
	}
	return e.source.time.Add(copied).Before(last.FileTime), false
}

// isOlder says so in words.
func (e *export) isOlder(today agenda.Date) string {
	is := "is of " + e.date.day().Short(today) + ", " + e.date.from
	if e.date.from == "" {
		is = "was written on " + agenda.DateOf(e.source.time.Local()).Short(today)
	}
	last := e.last.Name + " of " + agenda.DateOf(e.last.AsOf.Local()).Short(today)
	return fmt.Sprintf("%s %s, and %s came in already", e.source.name, is, last)
}
