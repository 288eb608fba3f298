package crm

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

// headers returns a file's own headers, as WriteRejected wants them.
func headers(f *File) []string {
	var all []string
	for _, c := range f.Columns() {
		all = append(all, c.Header)
	}
	return all
}

const faulty = `Deal Name,Stage,Amount,Close Date,=Note
Ærø line,Proposal,lots,2026-11-27,=cmd|' /C calc'!A0
short,Proposal
Hôtel, du Lac,Won,5,2026-11-27,x
"-1,5 µm",Won,-5,2026-02-30,'=kept
fine,Won,5,2026-02-03,
`

func TestRejectedRowsComeBack(t *testing.T) {
	f, deals, rejected := read(t, faulty, Options{})
	if names(deals) != "6 fine" || len(rejected) != 4 {
		t.Fatalf("got %s and %v", names(deals), rejected)
	}
	var b bytes.Buffer
	if err := WriteRejected(&b, headers(f), rejected); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "Deal Name,Stage,Amount,Close Date,'=Note,,halfhour line,halfhour reason" {
		t.Errorf("the header is %s", got)
	}
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsAny(strings.TrimLeft(c, ` "`)[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet takes %q for a formula", c)
			}
		}
	}
	if got := rows[1][7]; got != `Amount: "lots" is not an amount` || rows[1][6] != "2" {
		t.Errorf("the first is %q of line %s", got, rows[1][6])
	}

	// Not mended, all are rejected again, with their cells as they first were.
	_, deals, again := read(t, b.String(), Options{})
	if len(deals) != 0 || len(again) != len(rejected) {
		t.Fatalf("got %s and %v", names(deals), again)
	}
	for i, r := range again {
		for k, c := range rejected[i].Cells {
			if r.Cells[k] != c {
				t.Errorf("row %d: %q became %q", i, c, r.Cells[k])
			}
		}
	}

	// Mended, they are deals; the two columns at the end do not matter.
	mended := strings.NewReplacer("lots", "10", "short,Proposal,,,", "short,Proposal,7,2026-01-02,", "2026-02-30", "2026-02-28",
		`Hôtel," du Lac",Won,5,2026-11-27,x`, `"Hôtel, du Lac",Won,5,2026-11-27,x,`).Replace(b.String())
	_, deals, again = read(t, mended, Options{})
	if len(again) != 0 || len(deals) != 4 || deals[3].Name != "-1,5 µm" || deals[3].Amount.Minor != -500 {
		t.Errorf("got %+v and %v", deals, again)
	}
}
