package crm

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"halfhour/agenda"
)

// TestWhatExportsHold holds invented exports, as CRMs write them in several
// languages, against what a person read in them: expected.tsv was written by
// hand and not with the reader.
func TestWhatExportsHold(t *testing.T) {
	src, err := os.Open(filepath.Join("testdata", "exports", "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	r := csv.NewReader(src)
	r.Comma, r.Comment, r.LazyQuotes, r.FieldsPerRecord = '\t', '#', true, 4
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]map[string]Deal{}
	counted := map[string]map[string]bool{}
	for _, row := range rows[1:] {
		file, name, what, want := row[0], row[1], row[2], row[3]
		if files[file] == nil {
			files[file], counted[file] = exported(t, file), map[string]bool{}
		}
		d, ok := files[file][name]
		if !ok {
			t.Errorf("%s: no deal %q", file, name)
			continue
		}
		counted[file][name] = true
		if got := fact(d, what); got != want {
			t.Errorf("%s: %q: the %s is %q, want %q", file, name, what, got, want)
		}
	}
	paths, _ := filepath.Glob(filepath.Join("testdata", "exports", "*.[cj]s*"))
	if len(paths) != len(files) {
		t.Errorf("%d files, and %d of them are expected to hold something", len(paths), len(files))
	}
	for file, deals := range files {
		if len(deals) != len(counted[file]) {
			t.Errorf("%s: %d deals, want %d", file, len(deals), len(counted[file]))
		}
	}
}

// exported reads a file's deals, by name.
func exported(t *testing.T, file string) map[string]Deal {
	t.Helper()
	f, err := Open(filepath.Join("testdata", "exports", file), Options{Currency: "EUR"})
	if err != nil {
		t.Error(err)
		return map[string]Deal{}
	}
	defer f.Close()
	byName := map[string]Deal{}
	deals, rejected := rowsOf(t, f)
	for _, d := range deals {
		byName[d.Name] = d
	}
	if len(rejected) > 0 {
		t.Errorf("%s: %v", file, &rejected[0])
	}
	return byName
}

// fact is one thing that a deal says, as it is written in expected.tsv.
func fact(d Deal, what string) string {
	day := func(date agenda.Date) string {
		if date == 0 {
			return ""
		}
		return date.String()
	}
	switch what {
	case "crm_id":
		return d.ID
	case "account":
		return d.Account
	case "owner":
		return d.Owner
	case "pipeline":
		return d.Pipeline
	case "stage":
		return d.Stage
	case "step":
		return d.Step.String()
	case "status":
		return string(d.Status)
	case "amount":
		return d.Amount.Decimal()
	case "currency":
		return d.Amount.Currency
	case "close_date":
		return day(d.Close)
	case "created":
		return day(d.Created)
	case "stage_since":
		return day(d.StageSince)
	case "last_activity":
		return day(d.LastActivity)
	case "next_step":
		return d.NextStep
	case "next_step_date":
		return day(d.NextStepDate)
	case "probability":
		return strconv.Itoa(d.Probability)
	case "forecast":
		return d.Forecast
	}
	return "no such fact"
}
