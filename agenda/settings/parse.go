package settings

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/safe"
	"halfhour/agenda/tomlfile"
)

// Parse reads settings. The error is a *tomlfile.Mistake.
func Parse(text []byte, known Known) (Settings, error) {
	f := defaults()
	f.Find.Stale.DaysIn, f.Find.SlowStage.DaysIn = nil, nil
	doc, err := tomlfile.Read(text, &f)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{
		Thresholds: f.Find, Rates: f.Rates, Chances: f.Chances.Stages, CRMChances: f.Chances.CRM,
		AnswerLife: f.Exit.Days, FollowUpHour: f.FollowUp.Hour, BlameWording: f.Words.Blame,
	}
	r := reading{doc, known}
	if s.Calendar, err = r.calendar(f); err != nil {
		return Settings{}, err
	}
	if s.Quotas, err = r.quotas(f.Quotas, s.Calendar); err != nil {
		return Settings{}, err
	}
	return s, r.sense(s)
}

// reading is settings being read.
type reading struct {
	doc   tomlfile.Document
	known Known
}

func (r reading) calendar(f file) (c agenda.Calendar, err error) {
	day := func(path, name string) (*time.Weekday, error) {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if len(name) >= 3 && len(name) <= len(d.String()) && strings.EqualFold(d.String()[:len(name)], name) {
				return &d, nil
			}
		}
		return nil, r.doc.Wrong(path, "“%s” is no day of the week: say Monday, Tuesday, …", safe.Line(name))
	}
	if c.FirstDay, err = day("week.first_day", f.Week.FirstDay); err != nil {
		return c, err
	}
	for i, name := range f.Week.Working {
		d, err := day(fmt.Sprintf("week.working_days.%d", i), name)
		if err != nil {
			return c, err
		}
		if slices.Contains(c.Working, *d) {
			return c, r.doc.Wrong(fmt.Sprintf("week.working_days.%d", i), "%s is there twice", d)
		}
		c.Working = append(c.Working, *d)
	}
	if len(c.Working) == 0 {
		return c, r.doc.Wrong("week.working_days", "a week needs a working day")
	}
	if c.Holidays, err = r.holidays(f.Week.Holidays); err != nil {
		return c, err
	}
	if c.FollowUpDay, err = day("follow-up.day", f.FollowUp.Day); err != nil {
		return c, err
	}
	for m := time.January; m <= time.December; m++ {
		if name := f.Quarter.FirstMonth; len(name) >= 3 && len(name) <= len(m.String()) && strings.EqualFold(m.String()[:len(name)], name) {
			c.FirstMonth = m
		}
	}
	if c.FirstMonth == 0 {
		return c, r.doc.Wrong("quarter.first_month", "“%s” is no month: say January, February, …", safe.Line(f.Quarter.FirstMonth))
	}
	return c, nil
}

// mostHoliday is the longest stretch of days off in one line.
const mostHoliday = 60

func (r reading) holidays(list []string) ([]agenda.Date, error) {
	var days []agenda.Date
	for i, text := range list {
		path := fmt.Sprintf("week.holidays.%d", i)
		first, last, span := strings.Cut(text, "..")
		from, err := agenda.ParseDate(strings.TrimSpace(first))
		to := from
		if err == nil && span {
			to, err = agenda.ParseDate(strings.TrimSpace(last))
		}
		switch {
		case err != nil:
			return nil, r.doc.Wrong(path, "%s, nor some days like 2026-12-28..2027-01-01", err)
		case to < from:
			return nil, r.doc.Wrong(path, "these days end before they begin")
		case to-from >= mostHoliday:
			return nil, r.doc.Wrong(path, "more than %d days off at once make no sense", mostHoliday)
		}
		for d := from; d <= to; d++ {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	return slices.Compact(days), nil
}

func (r reading) quotas(byRep map[string]quotas, c agenda.Calendar) ([]Quota, error) {
	var list []Quota
	for _, rep := range slices.Sorted(maps.Keys(byRep)) {
		if r.known.Rep != nil && !r.known.Rep(rep) {
			return nil, r.doc.Wrong("quota."+rep, "nobody knows a rep “%s”: halfhour people lists them", safe.Line(rep))
		}
		for _, name := range slices.Sorted(maps.Keys(byRep[rep])) {
			path := "quota." + rep + "." + name
			q := Quota{Rep: rep}
			var year, quarter int
			switch n, err := fmt.Sscanf(strings.ToUpper(name), "%4d-Q%1d", &year, &quarter); {
			case strings.EqualFold(name, "every"):
			case n != 2 || err != nil || len(name) != len("2026-Q4") || quarter < 1 || quarter > 4 || year < 1900:
				return nil, r.doc.Wrong(path, "“%s” is no quarter: say every, or one like 2026-Q4", safe.Line(name))
			default:
				q.From = c.QuarterOf(year, quarter)
			}
			var err error
			if q.Amount, err = money(byRep[rep][name]); err != nil {
				return nil, r.doc.Wrong(path, "%s", err)
			}
			list = append(list, q)
		}
	}
	return list, nil
}

// stages refuses names that no stage has, and numbers outside a range.
func (r reading) stages(path string, of map[string]int, least, most int, what string) error {
	for _, name := range slices.Sorted(maps.Keys(of)) {
		standard := slices.ContainsFunc(agenda.OpenSteps, func(s agenda.Step) bool { return strings.EqualFold(s.String(), name) })
		if !standard && r.known.Stage != nil && !r.known.Stage(name) {
			return r.doc.Wrong(path+"."+name, "nobody knows a stage “%s”: halfhour stages lists yours and those of your CRM", safe.Line(name))
		}
		if n := of[name]; n < least || n > most {
			return r.doc.Wrong(path+"."+name, "%d %s make no sense: say from %d to %d", n, what, least, most)
		}
	}
	return nil
}

const mostDays = 3650

// sense refuses numbers that make none.
func (r reading) sense(s Settings) error {
	t := s.Thresholds
	for _, c := range []struct {
		path        string
		n           float64
		least, most float64
	}{
		{"follow-up.hour", float64(s.FollowUpHour), 0, 23},
		{"exit-questions.answers_hold_days", float64(s.AnswerLife), 1, mostDays},
		{"find.least_won", float64(t.LeastWon), 1, 100_000},
		{"find.no-next-step.least_letters", float64(t.NextStep.LeastLetters), 0, 200},
		{"find.stale.days", float64(t.Stale.Days), 1, mostDays},
		{"find.stale.late_days", float64(t.Stale.LateDays), 1, mostDays},
		{"find.slow-stage.times", t.SlowStage.Times, 0.1, 100},
		{"find.slow-stage.very_times", t.SlowStage.VeryTimes, t.SlowStage.Times, 1000},
		{"find.pushed.from", float64(t.Pushed.From), 1, 1000},
		{"find.pushed.many", float64(t.Pushed.Many), float64(t.Pushed.From), 1000},
		{"find.pushed.long_days", float64(t.Pushed.LongDays), 1, mostDays},
		{"find.pushed.total_days", float64(t.Pushed.TotalDays), 1, mostDays},
		{"find.shrinking.from", float64(t.Shrinking.From), 1, 100},
		{"find.shrinking.deep", float64(t.Shrinking.Deep), float64(t.Shrinking.From), 100},
		{"find.shrinking.severe", float64(t.Shrinking.Half), float64(t.Shrinking.Deep), 100},
		{"find.single-threaded.least", float64(t.SingleThreaded.Least), 1, 100},
		{"find.single-threaded.from_amount", t.SingleThreaded.FromAmount, 0, 1e15},
		{"find.too-old.times", t.TooOld.Times, 0.1, 100},
		{"find.out-of-time.times", t.OutOfTime.Times, 0.1, 100},
		{"find.outsized.times", t.Outsized.Times, 0.1, 1000},
		{"find.data.far_out_days", float64(t.FarOut.Days), 1, 100_000},
	} {
		if !(c.n >= c.least && c.n <= c.most) { // NaN neither
			return r.doc.Wrong(c.path, "%s makes no sense here: say from %s to %s", plain(c.n), plain(c.least), plain(c.most))
		}
	}
	return cmp.Or(r.rates(s.Rates), r.words(t),
		r.stages("probability.stages", s.Chances, 0, 100, "percent"),
		r.stages("find.stale.days_in", t.Stale.DaysIn, 1, mostDays, "days"),
		r.stages("find.slow-stage.days_in", t.SlowStage.DaysIn, 1, mostDays, "days"))
}

// plain writes a number as people do.
func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (r reading) rates(rates map[string]float64) error {
	for _, code := range slices.Sorted(maps.Keys(rates)) {
		switch rate := rates[code]; {
		case !agenda.ValidCurrency(code) || code == agenda.NoCurrency:
			return r.doc.Wrong("rates."+code, "“%s” is not a currency: say a code like USD, EUR or CNY", safe.Line(code))
		case !(rate > 1e-9 && rate < 1e9):
			return r.doc.Wrong("rates."+code, "a rate of %s makes no sense", plain(rate))
		}
	}
	return nil
}

func (r reading) words(t inspect.Thresholds) error {
	for i, code := range t.Off {
		if !slices.Contains(inspect.Codes(), code) {
			return r.doc.Wrong(fmt.Sprintf("find.off.%d", i), "there is no finding “%s”; there are %s", safe.Line(code), strings.Join(inspect.Codes(), ", "))
		}
	}
	for path, list := range map[string][]string{"fillers": t.NextStep.Fillers, "filler_words": t.NextStep.FillerWords, "action_words": t.NextStep.ActionWords} {
		for i, word := range list {
			if strings.TrimSpace(word) == "" {
				return r.doc.Wrong(fmt.Sprintf("find.no-next-step.%s.%d", path, i), "an empty word is in every next step")
			}
		}
	}
	if c := t.Stale.Count; c != inspect.CalendarDays && c != inspect.Default().Stale.Count {
		return r.doc.Wrong("find.stale.count", "“%s” is neither \"business days\" nor \"calendar days\"", safe.Line(c))
	}
	for path, name := range map[string]string{"find.no-decider.stage": t.NoDecider.Stage, "find.over-forecast.stage": t.OverForecast.Stage} {
		if !slices.Contains(agenda.OpenSteps, agenda.ParseStep(name)) {
			return r.doc.Wrong(path, "“%s” is no standard stage: say Qualification, Discovery, Evaluation, Proposal, Negotiation or Commit", safe.Line(name))
		}
	}
	return nil
}
