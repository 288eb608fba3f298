package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// formulas are cells that a spreadsheet takes for more than text, some only
// after it took away what stands before.
var formulas = []string{
	"=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "- x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "  +1", "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "\v=1",
	"＝1+1", "＋1", "－1", "＠x", " ＝1", "'=1", "''=1", `"=1`, `"" =1`, `=HYPERLINK("http://evil.example","x")`, "a\n=1", "it's", "'tis", "1-2", "=", "-",
}

// A text that is exported for a spreadsheet is no formula there, and comes back
// as it was.
func TestNoCellIsAFormula(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "deals.csv")
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"Deal ID", "Deal Name", "Company", "Owner", "Stage", "Amount", "Close Date", "Created Date", "Next Step"})
	for i, f := range formulas {
		_ = w.Write([]string{fmt.Sprintf("T-%d", i), "Deal " + f, f + " Ltd", "Ana Ruiz", "Proposal", "1000", "2026-12-14", "2026-07-06", f})
	}
	w.Flush()
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	deals := func(env []string) (list []string) {
		var found []struct {
			CRM      string `json:"crm_id"`
			Name     string
			Account  string
			NextStep string `json:"next_step"`
		}
		if err := json.Unmarshal([]byte(said(t, env, "deals", "--json")), &found); err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			list = append(list, fmt.Sprintf("%s: %q %q %q", d.CRM, d.Name, d.Account, d.NextStep))
		}
		slices.Sort(list)
		return list
	}
	in := func(name string) []string {
		return []string{"HALFHOUR_DB=" + filepath.Join(dir, name), "HALFHOUR_TODAY=2026-11-23", "XDG_STATE_HOME=" + dir}
	}
	first, second := in("first.db"), in("second.db")
	said(t, first, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", file)
	was := deals(first)
	out := filepath.Join(dir, "out.csv")
	said(t, first, "deals", "--csv", "-o", out)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != len(formulas)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if bare := strings.TrimLeft(cell, " \"\u00a0\u3000\ufeff\u200b\v\f"); bare != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(bare)[0]) {
				t.Errorf("%q may be a formula", cell)
			}
		}
	}
	said(t, second, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", out)
	if again := deals(second); !slices.Equal(again, was) {
		for i := range min(len(again), len(was)) {
			if again[i] != was[i] {
				t.Errorf("%s\n came back as %s", was[i], again[i])
			}
		}
		if len(again) != len(was) {
			t.Errorf("%d deals, not %d", len(again), len(was))
		}
	}
}
