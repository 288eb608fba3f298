package crm

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// story tells everything that was understood of a file.
func story(t testing.TB, f *File) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "CRM %q, %s\n", f.CRM(), f.Format())
	for _, c := range f.Columns() {
		if c.Field != "" {
			fmt.Fprintf(&b, "  %s: %s\n", c.Header, c.Field)
		}
	}
	deals, rejected := rowsOf(t, f)
	for _, d := range deals {
		fmt.Fprintf(&b, "line %d %s %q of %q\n", d.Line, d.ID, d.Name, d.Account)
		fmt.Fprintf(&b, "  owner %q and %q, %q %q is %s, %s\n", d.Owner, d.CoOwners, d.Pipeline, d.Stage, d.Step, d.Status)
		fmt.Fprintf(&b, "  %s %s at %d%%, forecast %q\n", d.Amount.Decimal(), d.Amount.Currency, d.Probability, d.Forecast)
		fmt.Fprintf(&b, "  close %s created %s since %s\n", d.Close, d.Created, d.StageSince)
		fmt.Fprintf(&b, "  activity %s next %s %q\n", d.LastActivity, d.NextStepDate, d.NextStep)
	}
	for _, r := range rejected {
		fmt.Fprintf(&b, "rejected: %v\n", &r)
	}
	fmt.Fprintf(&b, "%+v\n", f.Counts())
	return b.String()
}

var fixtures = map[string]Options{
	"salesforce-report": {}, "salesforce-api": {}, "hubspot": {Currency: "EUR"},
	"pipedrive-list": {}, "pipedrive-full": {}, "zoho": {Currency: "USD"}, "dynamics": {},
	"suitecrm": {}, "espocrm": {}, "odoo": {Currency: "EUR"},
	"chinese": {}, "chinese-traditional": {}, "japanese": {},
	"latin-america": {Currency: "COP"}, "czech": {},
}

// Each fixture is an export as one CRM writes it; the golden file beside it
// holds all that should be understood.
func TestExportsOfEachCRM(t *testing.T) {
	for name, o := range fixtures {
		t.Run(name, func(t *testing.T) {
			f, err := Open(filepath.Join("testdata", name+".csv"), o)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			golden.RequireEqual(t, []byte(story(t, f)))
		})
	}
}

// A file is understood the same in every encoding that can hold it.
func TestEncodings(t *testing.T) {
	utf16 := func(e unicode.Endianness, p unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, p) }
	tests := []struct {
		fixture string
		enc     encoding.Encoding
		name    string
	}{
		{"chinese", simplifiedchinese.GB18030, "GB18030"},
		{"chinese", simplifiedchinese.GBK, "GB18030"},
		{"chinese", utf16(unicode.LittleEndian, unicode.UseBOM), "UTF-16LE"},
		{"chinese", utf16(unicode.BigEndian, unicode.UseBOM), "UTF-16BE"},
		{"chinese", unicode.UTF8BOM, "UTF-8"},
		{"chinese-traditional", traditionalchinese.Big5, "Big5"},
		{"japanese", japanese.ShiftJIS, "Shift-JIS"},
		{"pipedrive-full", charmap.Windows1252, "Windows-1252"},
		{"pipedrive-full", charmap.ISO8859_1, "Windows-1252"},
		{"pipedrive-full", utf16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE"},
		{"pipedrive-full", utf16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE"},
		{"latin-america", charmap.Windows1252, "Windows-1252"},
		{"odoo", charmap.ISO8859_1, "Windows-1252"},
	}
	for _, tt := range tests {
		t.Run(tt.fixture+" in "+tt.name, func(t *testing.T) {
			plain, err := os.ReadFile(filepath.Join("testdata", tt.fixture+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			plain = bytes.TrimPrefix(plain, []byte("\ufeff"))
			coded, err := tt.enc.NewEncoder().Bytes(plain)
			if err != nil {
				t.Fatal(err)
			}
			want, err := OpenReader("plain.csv", bytes.NewReader(plain), fixtures[tt.fixture])
			if err != nil {
				t.Fatal(err)
			}
			got, err := OpenReader("coded.csv", bytes.NewReader(coded), fixtures[tt.fixture])
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(got.Format(), ", "+tt.name) {
				t.Errorf("it is taken for %s", got.Format())
			}
			wantStory := strings.Replace(story(t, want), "UTF-8", tt.name, 1)
			if gotStory := story(t, got); gotStory != wantStory {
				t.Errorf("got\n%s\nwant\n%s", gotStory, wantStory)
			}
			o := fixtures[tt.fixture]
			if o.Encoding = tt.name; tt.enc != unicode.UTF8BOM && !strings.HasPrefix(tt.name, "UTF-16") {
				said, err := OpenReader("said.csv", bytes.NewReader(coded), o)
				if err != nil || story(t, said) != wantStory {
					t.Errorf("with --encoding %s: %v", tt.name, err)
				}
			}
		})
	}
}
