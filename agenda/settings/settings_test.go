package settings

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/tomlfile"
)

func TestDefaults(t *testing.T) {
	want := Default()
	for name, text := range map[string][]byte{"explained": Defaults(), "empty": nil} {
		got, err := Parse(text, Known{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got.Rates, got.Chances = nil, nil // empty or none
		got.Thresholds.Off, got.Thresholds.NextStep.Fillers, got.Thresholds.NextStep.FillerWords, got.Thresholds.NextStep.ActionWords = nil, nil, nil, nil
		got.Thresholds.Stale.DaysIn, got.Thresholds.SlowStage.DaysIn = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

var known = Known{
	Rep:   func(name string) bool { return name == "Ana Ruiz" || name == "J. Ñandú" },
	Stage: func(name string) bool { return name == "Angebot" },
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[weeks]", "line 1, column 2: nobody knows the word “weeks” here"},
		{"[find.stale]\ndais = 3", "line 2, column 1: nobody knows the word “dais” here"},
		{"[find.stale]\ndays = -3", "line 2, column 8: -3 makes no sense here: say from 1 to 3650"},
		{"[find.stale]\ndays = 0", "line 2, column 8: 0 makes no sense"},
		{"[find.slow-stage]\ntimes = 3\nvery_times = 2", "line 3, column 14: 2 makes no sense here: say from 3 to 1000"},
		{"[find.slow-stage]\ntimes = nan", "line 2, column 9: NaN makes no sense"},
		{"[find.shrinking]\nsevere = 10", "line 2, column 10: 10 makes no sense here: say from 20 to 100"},
		{"[find.pushed]\ntotal_days = 0", "line 2, column 14: 0 makes no sense here: say from 1 to 3650"},
		{"[find]\nleast_won = 1000000", "line 2, column 13: 1000000 makes no sense here: say from 1 to 100000"},
		{"[find]\noff = [\"stale\", \"slow\"]", "line 2, column 17: there is no finding “slow”; there are overdue,"},
		{"[find.no-decider]\nstage = \"Won\"", "line 2, column 9: “Won” is no standard stage"},
		{"[find.no-next-step]\naction_words = [\"call\", \" \"]", "line 2, column 25: an empty word"},
		{"[find.stale]\ncount = \"weeks\"", "line 2, column 9: “weeks” is neither"},
		{"[find.stale]\ndays_in = { Angebot = 3, \"客户\" = 4 }", "line 2, column 33: nobody knows a stage “客户”"},
		{"[probability]\nstages = { Proposal = 140 }", "line 2, column 23: 140 percent make no sense: say from 0 to 100"},
		{"[rates]\nEURO = 1.1", "line 2, column 8: “EURO” is not a currency"},
		{"[rates]\nEUR = -1", "line 2, column 7: a rate of -1 makes no sense"},
		{"[rates]\nEUR = \"1.1\"", "line 2, column 7: "},
		{"[week]\nfirst_day = \"Mo\"", "line 2, column 13: “Mo” is no day of the week"},
		{"[week]\nworking_days = []", "line 2, column 1: a week needs a working day"},
		{"[week]\nworking_days = [\"Mon\", \"Monday\"]", "line 2, column 24: Monday is there twice"},
		{"[week]\nholidays = [\"25.12.2026\"]", "line 2, column 13: \"25.12.2026\" is not a date like 2026-11-27"},
		{"[week]\nholidays = [\"2026-12-25\", \"2027-01-02..2026-12-24\"]", "line 2, column 27: these days end before they begin"},
		{"[week]\nholidays = [\"2026-01-01..2026-12-31\"]", "line 2, column 13: more than 60 days off"},
		{"[quarter]\nfirst_month = \"13\"", "line 2, column 15: “13” is no month"},
		{"[follow-up]\nhour = 24", "line 2, column 8: 24 makes no sense here: say from 0 to 23"},
		{"[quota.\"Anna Ruiz\"]\nevery = 3", "line 1, column 2: nobody knows a rep “Anna Ruiz”"},
		{"[quota.\"J. Ñandú\"]\n2026-Q5 = 3", "line 2, column 11: “2026-Q5” is no quarter"},
		{"[quota.\"J. Ñandú\"]\nevery = 3\n2026-Q4 = \"3 DOLLARS\"", "line 3, column 11: this is no amount"},
		{"[quota.\"Ana Ruiz\"]\nevery = -3", "line 2, column 9: this is no amount"},
		{"[quota.\"Ana Ruiz\"]\nevery = [3]", "line 2, column"},
		{"days = 3\n[find", "line 2, column"},
	} {
		_, err := Parse([]byte(c.text), known)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestEverythingSet(t *testing.T) {
	s, err := Parse([]byte(`
[week]
first_day = "sunday"
working_days = ["Sun", "Mon", "Tue", "Wed", "Thu"]
holidays = ["2026-12-31..2027-01-02", "2026-12-25", "2026-12-31"]
[quarter]
first_month = "July"
[follow-up]
day = "Thursday"
hour = 9
[words]
suggest = false
[exit-questions]
answers_hold_days = 14
[probability]
crm_first = false
stages = { Angebot = 40, proposal = 45 }
[rates]
EUR = 1.09
[quota."Ana Ruiz"]
every = 250000
2026-Q1 = "1,300,000.50 eur"
[find]
off = ["outsized"]
[find.stale]
days_in = { Angebot = 7 }
count = "calendar days"
next_step_counts = false
`), known)
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Calendar; c.Works(date("2026-12-31")) || c.Works(date("2026-11-20")) || !c.Works(date("2026-11-22")) || len(c.Holidays) != 4 {
		t.Errorf("calendar %+v", c)
	}
	if from, _ := s.Calendar.Quarter(date("2026-11-23")); from.String() != "2026-10-01" || *s.Calendar.FollowUpDay != time.Thursday || s.FollowUpHour != 9 {
		t.Errorf("quarter from %v, calendar %+v", from, s.Calendar)
	}
	is := func(name string) bool { return name == "Ana Ruiz" }
	if q, ok := s.Quota(date("2026-07-01"), is); !ok || q != (agenda.Money{Minor: 130000050, Currency: "EUR"}) {
		t.Errorf("the quota of the first quarter: %v", q)
	}
	if q, ok := s.Quota(date("2026-10-01"), is); !ok || q != (agenda.Money{Minor: 25000000, Currency: agenda.NoCurrency}) {
		t.Errorf("the quota of every quarter: %v", q)
	}
	if _, ok := s.Quota(date("2026-10-01"), func(string) bool { return false }); ok {
		t.Error("a quota of somebody else")
	}
	if s.AnswerLife != 14 || s.BlameWording || s.CRMChances || s.Chances["Angebot"] != 40 || s.Rates["EUR"] != 1.09 {
		t.Errorf("%+v", s)
	}
	if f := s.Thresholds; f.Stale.DaysIn["Angebot"] != 7 || f.Stale.Days != 10 || f.Stale.Alive || f.Off[0] != "outsized" {
		t.Errorf("%+v", f)
	}
}

func date(s string) agenda.Date {
	d, err := agenda.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func FuzzParse(f *testing.F) {
	f.Add(string(Defaults()))
	f.Add("[quota.\"Ana Ruiz\"]\n2026-Q4 = \"1 EUR\"\n[week]\nholidays=[\"2026-12-24..2027-01-01\"]")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Parse([]byte(text), known)
		if err == nil {
			return
		}
		if m, ok := err.(*tomlfile.Mistake); !ok || m.Line < 1 || m.Column < 1 {
			t.Errorf("%q: %v", text, err)
		}
	})
}
