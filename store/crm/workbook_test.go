package crm

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbookOf writes a workbook into memory.
func workbookOf(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	fill(x)
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, x *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, r := range rows {
		if err := x.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkbook(t *testing.T) {
	day := time.Date(2026, 11, 27, 14, 30, 0, 0, time.UTC)
	data := workbookOf(t, func(x *excelize.File) {
		x.SetSheetName("Sheet1", "Notes")
		put(t, x, "Notes", []any{"What", "Who"}, []any{"Stage meeting", "Anaïs"})
		x.NewSheet("Deals")
		put(t, x, "Deals",
			[]any{"Pipeline of the west"},
			[]any{},
			[]any{"ID", "Title", "Organization", "Value", "Stage", "Status", "Expected close date", "Probability", "Won"},
			[]any{401000000000000000, "Mélange, phase 1", "Mélange SARL", 1234.565, "Proposal Made", "Open", day, 0.75, false},
			[]any{402, "客户名称 pilot", "云帆", 99, "Qualified", "Won", day.AddDate(0, 0, 3), 1, true},
			[]any{},
			[]any{403, "written by hand", nil, "1.234,50", "Qualified", "Lost", "2026-12-01"},
			[]any{"Total", nil, nil, "=SUM(D4:D7)"},
		)
		style, err := x.NewStyle(&excelize.Style{CustomNumFmt: ptr(`[$€-407] #,##0.00`)})
		if err != nil {
			t.Fatal(err)
		}
		x.SetCellStyle("Deals", "D4", "D5", style)
	})
	f, err := OpenReader("deals.xlsx", bytes.NewReader(data), Options{Currency: "USD"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Format() != `XLSX, sheet "Deals"` || f.CRM() != "Pipedrive" {
		t.Errorf("it is %s of %q", f.Format(), f.CRM())
	}
	deals, rejected := rowsOf(t, f)
	if len(rejected) > 0 || names(deals) != "4 Mélange, phase 1|5 客户名称 pilot|7 written by hand" {
		t.Fatalf("got %s, %v", names(deals), rejected)
	}
	d := deals[0]
	if d.ID != "401000000000000000" || d.Amount.Decimal() != "1234.57" || d.Amount.Currency != "EUR" ||
		d.Close.String() != "2026-11-27" || d.Probability != 75 {
		t.Errorf("got %+v", d)
	}
	if d := deals[1]; d.Close.String() != "2026-11-30" || d.Probability != 100 || d.Status != "won" {
		t.Errorf("got %+v", d)
	}
	if d := deals[2]; d.Close.String() != "2026-12-01" || d.Amount.Decimal() != "1234.50" {
		t.Errorf("got %+v", d)
	}
	if c := f.Counts(); c.Footer != 2 {
		t.Errorf("%d rows are no deals", c.Footer)
	}
}

func ptr[T any](v T) *T { return &v }

func TestWorkbookOf1904(t *testing.T) {
	data := workbookOf(t, func(x *excelize.File) {
		x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: ptr(true)})
		put(t, x, "Sheet1", []any{"Name", "Stage", "Close Date"}, []any{"Ærø", "Won", 44526})
	})
	f, err := OpenReader("old.xlsx", bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if deals, _ := rowsOf(t, f); deals[0].Close.String() != "2025-11-27" {
		t.Errorf("got %s", deals[0].Close)
	}
}

// Number formats of two currencies cannot be told apart in the stored numbers.
func TestWorkbookOfTwoCurrencies(t *testing.T) {
	data := workbookOf(t, func(x *excelize.File) {
		put(t, x, "Sheet1", []any{"Name", "Stage", "Amount"}, []any{"A", "Won", 5}, []any{"B", "Won", 6})
		for i, format := range []string{`[$€-407] #,##0.00`, `[$£-809]#,##0.00`} {
			style, _ := x.NewStyle(&excelize.Style{CustomNumFmt: &format})
			cell := fmt.Sprintf("C%d", i+2)
			x.SetCellStyle("Sheet1", cell, cell, style)
		}
	})
	if _, err := OpenReader("two.xlsx", bytes.NewReader(data), Options{Currency: "EUR"}); !errors.Is(err, ErrCurrency) {
		t.Errorf("got %v", err)
	}
}

func archiveOf(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbooksThatCannotBeRead(t *testing.T) {
	good := workbookOf(t, func(x *excelize.File) {
		put(t, x, "Sheet1", []any{"Name", "Stage"}, []any{"A", "Won"})
	})
	many := map[string]string{"xl/workbook.xml": "<workbook/>"}
	for i := range maxParts {
		many[fmt.Sprintf("xl/worksheets/sheet%d.xml", i)] = "<worksheet/>"
	}
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"a zip archive", archiveOf(t, map[string]string{"deals.csv": "Name,Stage\n"}), ErrNotText},
		{"a Word document", archiveOf(t, map[string]string{"word/document.xml": "<x/>"}), ErrNotText},
		{"an OpenDocument file", archiveOf(t, map[string]string{"mimetype": "x", "content.xml": "<x/>"}), ErrNotText},
		{"an XLSB", archiveOf(t, map[string]string{"xl/workbook.bin": "x"}), ErrNotText},
		{"no sheets", archiveOf(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), nil},
		{"no XML", archiveOf(t, map[string]string{"xl/workbook.xml": "hello"}), nil},
		{"ten thousand parts", archiveOf(t, many), ErrTooLarge},
		{"a bomb", archiveOf(t, map[string]string{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": strings.Repeat("<si><t>x</t></si>", 5_000_000)}), ErrTooLarge},
		{"half of one", good[:len(good)/2], ErrDamaged},
		{"an empty sheet", workbookOf(t, func(*excelize.File) {}), ErrEmpty},
	}
	temp := t.TempDir()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := OpenReader("x.xlsx", bytes.NewReader(tt.data), Options{TempDir: temp})
			if err == nil {
				f.Close()
				t.Fatal("it was read")
			}
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// A row may claim any number, and a sheet may be larger than is kept in memory.
func TestLargeSheets(t *testing.T) {
	sheet := func(rows string) []byte {
		return archiveOf(t, map[string]string{
			"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
			"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Deals" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`,
		})
	}
	text := func(ref, s string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
	}
	head := `<row r="1">` + text("A1", "Name") + text("B1", "Stage") + `</row>`
	temp := t.TempDir()

	var rows strings.Builder
	for i := 2; rows.Len() < maxUnzippedPart; i++ {
		fmt.Fprintf(&rows, `<row r="%d">%s%s</row>`, i, text(fmt.Sprintf("A%d", i), "Skånsk Kvarn"), text(fmt.Sprintf("B%d", i), "Won"))
	}
	f, err := OpenReader("large.xlsx", bytes.NewReader(sheet(head+rows.String())), Options{TempDir: temp})
	if err != nil {
		t.Fatal(err)
	}
	if deals, _ := rowsOf(t, f); len(deals) < 10_000 || deals[9_999].Name != "Skånsk Kvarn" {
		t.Errorf("got %d deals", len(deals))
	}
	f.Close()

	_, err = OpenReader("far.xlsx", bytes.NewReader(sheet(head+`<row r="1000000000">`+text("A1000000000", "x")+`</row>`)), Options{TempDir: temp})
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("a row of number 1,000,000,000: %v", err)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// A report that Salesforce wrote for people: titles and filters above, a first
// column empty, deals in groups with their sums.
func TestReportInGroups(t *testing.T) {
	data := workbookOf(t, func(x *excelize.File) {
		put(t, x, "Sheet1",
			[]any{}, []any{nil, "Open pipeline by stage"}, []any{nil, "As of 2026-11-20 • Generated by Ana Ruiz"}, []any{},
			[]any{nil, "Filtered By"}, []any{nil, "   Show: All opportunities"}, []any{},
			[]any{nil, "Stage  ↑", "Opportunity Owner", "Opportunity Name", "Amount", "Close Date"},
			[]any{nil, "Proposal/Price Quote (2)", "Bo", "Ærø", 100, "2026-11-30"},
			[]any{nil, nil, "Cy", "Bjørn", 200, "2026-11-29"},
			[]any{nil, "Subtotal", nil, nil, 300},
			[]any{nil, "Negotiation/Review (1)", "Cy", "Čapek", 50, "2026-12-01"},
			[]any{nil, "Subtotal", nil, nil, 50},
			[]any{nil, "Total", nil, nil, 350},
			[]any{}, []any{nil, "Confidential Information - Do Not Distribute"},
		)
	})
	f, err := OpenReader("report.xlsx", bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	deals, rejected := rowsOf(t, f)
	if len(rejected) > 0 || names(deals) != "9 Ærø|10 Bjørn|12 Čapek" {
		t.Fatalf("got %s, %v", names(deals), rejected)
	}
	if deals[0].Stage != "Proposal/Price Quote" || deals[1].Stage != "Proposal/Price Quote" || deals[2].Stage != "Negotiation/Review" {
		t.Errorf("got %q, %q and %q", deals[0].Stage, deals[1].Stage, deals[2].Stage)
	}
}

// What $ is worth stands in the number format where that names a country; two
// countries, or a format without one, leave it open.
func TestCurrenciesOfNumberFormats(t *testing.T) {
	for _, tt := range []struct {
		formats []string
		want    string // "" for a question
	}{
		{[]string{`[$$-409]#,##0.00`}, "USD"},
		{[]string{`[$$-C0C]#,##0.00`}, "CAD"},
		{[]string{`[$kr-41D] #,##0`}, "SEK"},
		{[]string{`[$¥-804]#,##0`}, "CNY"},
		{[]string{`"$"#,##0.00`}, ""},
		{[]string{`[$$-409]#,##0.00`, `[$$-1009]#,##0.00`}, ""},
		{[]string{`[$$-409]#,##0.00`, `"$"#,##0`}, ""},
	} {
		data := workbookOf(t, func(x *excelize.File) {
			put(t, x, "Sheet1", []any{"Name", "Stage", "Amount"}, []any{"A", "Won", 5.5}, []any{"B", "Won", 7.5})
			for i, format := range tt.formats {
				style, err := x.NewStyle(&excelize.Style{CustomNumFmt: ptr(format)})
				if err != nil {
					t.Fatal(err)
				}
				if err := x.SetCellStyle("Sheet1", "C2", []string{"C3", "C2"}[i], style); err != nil {
					t.Fatal(err)
				}
			}
		})
		f, err := OpenReader("x.xlsx", bytes.NewReader(data), Options{TempDir: t.TempDir()})
		if tt.want == "" {
			if !errors.Is(err, ErrCurrency) {
				t.Errorf("%q: got %v", tt.formats, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", tt.formats, err)
			continue
		}
		deals, _ := rowsOf(t, f)
		if got := deals[0].Amount.Currency; got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.formats, got, tt.want)
		}
		f.Close()
	}
}
