package store

import (
	"os"
	"path/filepath"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// sharedData finds the folder of real exports beside the repository; tests
// that read it are skipped where it is not.
func sharedData(t *testing.T) string {
	t.Helper()
	folder := must(os.Getwd())(t)
	for {
		data := filepath.Join(filepath.Dir(folder), "shared", "data")
		if info, err := os.Stat(data); err == nil && info.IsDir() {
			return data
		}
		if filepath.Dir(folder) == folder {
			t.Skip("no real exports here")
		}
		folder = filepath.Dir(folder)
	}
}

// Each of these comes in, and a second time changes nothing.
func TestRealExports(t *testing.T) {
	data := sharedData(t)
	if racing {
		t.Skip("one goroutine, and minutes of it")
	}
	s := fresh(t)
	kept := 0
	for _, name := range []string{
		"sf-wave-dev/Opportunity.csv", "maven-original/sales_pipeline.csv", "hubspot-dummy/hubspot_deals.csv",
		"d365-contoso/Opportunity.csv", "sf-gen-ai-demo/Opportunity.csv",
	} {
		f, err := crm.Open(filepath.Join(data, name), crm.Options{})
		check(t, err)
		src := ImportSource{Name: name, CRM: f.CRM(), Shape: ShapeOf(name), Today: agenda.NewDate(2017, 12, 31), Now: now, Covers: f.Covers,
			Footer: func() int { return f.Counts().Footer }}
		first := must(s.Import(ctx, src, f.Rows()))(t)
		if first.New == 0 || first.New+first.Changed != first.Deals || first.Rejected != f.Counts().Rejected || first.Read != f.Counts().Read {
			t.Errorf("%s: %+v", name, outcomeOf(first))
		}
		s = reopen(t, s)
		again := must(s.Import(ctx, src, f.Rows()))(t)
		if again.Unchanged != first.Deals || again.Import != 0 {
			t.Errorf("%s again: %+v", name, outcomeOf(again))
		}
		kept += first.New
		t.Logf("%s (%s): %d deals, %d probable duplicates, %d owners", name, f.CRM(), first.Deals, first.Duplicates, len(first.People))
		check(t, f.Close())
	}
	list := all(t, s)
	if len(list) != kept {
		t.Errorf("%d deals, not %d", len(list), kept)
	}
	for _, p := range must(s.People(ctx))(t) {
		must(s.PipelineOf(ctx, p.ID, today))(t)
	}
	t.Logf("%+v", must(s.Norms(ctx))(t))
}
