package crm

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read opens a file held in memory and reads all of it.
func read(t testing.TB, text string, o Options) (*File, []Deal, []Rejected) {
	t.Helper()
	f, err := OpenReader("deals.csv", strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	deals, rejected := rowsOf(t, f)
	return f, deals, rejected
}

func rowsOf(t testing.TB, f *File) (deals []Deal, rejected []Rejected) {
	t.Helper()
	for d, err := range f.Rows() {
		if r := (*Rejected)(nil); errors.As(err, &r) {
			rejected = append(rejected, *r)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		deals = append(deals, d)
	}
	if c := f.Counts(); c.Read != c.Deals+c.Rejected+c.Footer || c.Deals != len(deals) || c.Rejected != len(rejected) {
		t.Errorf("counts %+v do not add up with %d deals and %d rejected", c, len(deals), len(rejected))
	}
	return deals, rejected
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name, content string
		want          error
		words         string
	}{
		{"empty.csv", "", ErrEmpty, "import empty.csv: the file is empty"},
		{"blank.csv", "\n\n \n", ErrEmpty, ""},
		{"picture.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ErrNotText, "a picture (PNG)"},
		{"photo.csv", "\xff\xd8\xff\xe0\x00\x10JFIF", ErrNotText, "a picture (JPEG)"},
		{"old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), ErrNotText, "save it as XLSX or CSV"},
		{"report.xls", "\ufeff\n<html><table><tr><td>Deal Name</td></tr></table></html>", ErrNotText, "a web page or XML"},
		{"random.bin", strings.Repeat("\x01\x02\x00\x05\x06\xfe\x07", 100), ErrNotText, "something binary"},
		{"people.csv", "First,Last,Phone\nZoë,Brontë,1\n", ErrHeader, "no columns for the deal's name and stage; found: First, Last, Phone"},
		{"nostage.csv", "Deal Name,Amount\nInitech rollout,5\n", ErrHeader, `no column for the deal's stage; found: Deal Name, Amount; say --map "Their Name=stage"`},
		{"noname.csv", "Stage,Amount\nProposal,5\n", ErrHeader, `no column for the deal's name`},
		{"headeronly.csv", "Deal Name,Stage\n", ErrNoDeals, ""},
		{"wide.csv", "Deal Name,Stage" + strings.Repeat(",x", 600) + "\n", ErrTooLarge, "more than 500 columns"},
		{"dates.csv", "Name,Stage,Close Date\nA,Won,03/04/2025\nB,Won,05/06/2025\n", ErrDates, `"Close Date" 03/04/2025 and 05/06/2025 may be day first or month first; say --dates`},
		{"money.csv", "Name,Stage,Amount\nA,Won,$5\n", ErrCurrency, `$ in "Amount" may be USD, CAD, AUD, NZD or another; say --currency USD`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, tt.name)
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := Open(path, Options{})
			if f != nil {
				f.Close()
			}
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.words) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one line with %q", err, tt.words)
			}
		})
	}
	for name, want := range map[string]error{"": ErrFolder, "nowhere.csv": ErrMissing} {
		if _, err := Open(filepath.Join(dir, name), Options{}); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", name, err, want)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{
		{Dates: "american"}, {Currency: "dollars"}, {Encoding: "ebcdic"}, {Map: map[string]string{"X": "stages"}},
	} {
		if _, err := OpenReader("x.csv", strings.NewReader("Name,Stage\na,b\n"), o); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: got %v", o, err)
		}
	}
}

func TestRowsThatCannotBeRead(t *testing.T) {
	_, deals, rejected := read(t, strings.Join([]string{
		"Deal Name,Stage,Amount,Close Date",
		"Ångström rollout,Proposal,100,2026-11-27",
		"too few,Proposal",
		"",
		",,,",
		"bad amount,Proposal,a lot,2026-11-27",
		"bad date,Proposal,5,2026-02-30",
		"one too many,Proposal,5,2026-02-28,yes",
		"客户名称 pilot,Closed Won,7.5,2026-01-02,,",
	}, "\n"), Options{})
	if len(deals) != 2 || deals[1].Name != "客户名称 pilot" || deals[1].Amount.Minor != 750 || deals[1].Line != 9 {
		t.Errorf("got deals %+v", deals)
	}
	want := []Rejected{
		{Line: 3, Reason: "only 2 of 4 cells"},
		{Line: 6, Column: "Amount", Reason: `"a lot" is not an amount`},
		{Line: 7, Column: "Close Date", Reason: `"2026-02-30" is not a date`},
		{Line: 8, Reason: "5 cells, and the header has 4"},
	}
	if len(rejected) != len(want) {
		t.Fatalf("got %+v", rejected)
	}
	for i, w := range want {
		if g := rejected[i]; g.Line != w.Line || g.Column != w.Column || g.Reason != w.Reason || len(g.Cells) == 0 {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
}
