package crm

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

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

// sheetOf writes a workbook with one sheet, and whatever else is to be in it.
func sheetOf(t testing.TB, rows string, more map[string]string) []byte {
	t.Helper()
	const main, rel = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	files := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         fmt.Sprintf(rels, `<Relationship Id="rId1" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/>`),
		"xl/workbook.xml":     `<workbook xmlns="` + main + `" xmlns:r="` + rel + `"><sheets><sheet name="Deals" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(rels, `<Relationship Id="rId1" Type="`+rel+`/worksheet" Target="worksheets/sheet1.xml"/>`+
			`<Relationship Id="rId2" Type="`+rel+`/sharedStrings" Target="sharedStrings.xml"/>`),
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + main + `"><sheetData>` + rows + `</sheetData></worksheet>`,
	}
	for name, content := range more {
		files[name] = content
	}
	return archiveOf(t, files)
}

// textRow is a row of texts that stand in their cells.
func textRow(n int, texts ...string) string {
	row := fmt.Sprintf(`<row r="%d">`, n)
	for i, s := range texts {
		row += fmt.Sprintf(`<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, s)
	}
	return row + "</row>"
}

// swollen is an archive with a sheet of a gigabyte in one cell, which may say
// that it has less.
func swollen(t testing.TB, says uint64) []byte {
	t.Helper()
	var piece bytes.Buffer
	w, err := flate.NewWriter(&piece, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	start := `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>`
	_, _ = w.Write([]byte(start))
	_ = w.Flush()
	packed := bytes.Clone(piece.Bytes())
	piece.Reset()
	w.Reset(&piece)
	_, _ = w.Write(bytes.Repeat([]byte("x"), 1<<20))
	_ = w.Flush()
	packed = append(packed, bytes.Repeat(piece.Bytes(), 1<<10)...)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	book, _ := z.Create("xl/workbook.xml")
	_, _ = book.Write([]byte("<workbook/>"))
	sheet, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(nil),
		CompressedSize64: uint64(len(packed)), UncompressedSize64: says})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = sheet.Write(packed)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// locked is an archive whose parts cannot be read without a password.
func locked(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, Flags: 1, CompressedSize64: 32, UncompressedSize64: 300})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(bytes.Repeat([]byte{0xc7}, 32))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a workbook may do to who reads it is nothing: it is refused at once, with
// little memory, and leaves no file anywhere.
func TestWorkbooksThatCannotBeRead(t *testing.T) {
	good := workbookOf(t, func(x *excelize.File) {
		put(t, x, "Sheet1", []any{"Name", "Stage"}, []any{"A", "Won"})
	})
	many := map[string]string{"xl/workbook.xml": "<workbook/>"}
	for i := range 10_000 {
		many[fmt.Sprintf("xl/worksheets/sheet%d.xml", i)] = "<worksheet/>"
	}
	head := textRow(1, "Name", "Stage")
	large := strings.Repeat(" ", maxUnzippedPart+1)
	laughs := `<!DOCTYPE sst [<!ENTITY a "ha">`
	for c := 'b'; c < 'l'; c++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	laughs += "]>"
	shared := `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>0</v></c></row>`
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
		{"no XML, and a large part", archiveOf(t, map[string]string{"xl/workbook.xml": "hello", "xl/worksheets/sheet1.xml": large}), nil},
		{"ten thousand sheets", archiveOf(t, many), ErrTooLarge},
		{"a bomb", archiveOf(t, map[string]string{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": strings.Repeat("<si><t>x</t></si>", 5_000_000)}), ErrTooLarge},
		{"a gigabyte in a cell", swollen(t, 1<<30), ErrTooLarge},
		{"a gigabyte that says it is little", swollen(t, 1<<10), ErrDamaged},
		{"a gigabyte that says it is nearly too much", swollen(t, maxUnzipped-1<<10), ErrDamaged},
		{"more than may be read at all", slices.Concat([]byte("PK\x03\x04"), make([]byte, maxUnzipped), good), ErrTooLarge},
		{"half of one", good[:len(good)/2], ErrDamaged},
		{"an empty sheet", workbookOf(t, func(*excelize.File) {}), ErrEmpty},
		{"encrypted", locked(t), ErrDamaged},
		{"a billion laughs in a cell", sheetOf(t, head+textRow(2, "&k;", "Won"), map[string]string{"xl/sharedStrings.xml": "<sst/>"}), ErrDamaged},
		{"a billion laughs among the strings", sheetOf(t, head+shared, map[string]string{"xl/sharedStrings.xml": laughs + "<sst><si><t>&k;</t></si></sst>"}), ErrDamaged},
		{"a row far away", sheetOf(t, head+textRow(1_000_000_000, "x", "Won"), nil), ErrDamaged},
		{"a bare & in a cell", sheetOf(t, head+textRow(2, "Barr & Lund", "Won")+textRow(3, "Café", "Won"), nil), ErrDamaged},
		{"an escape in a cell", sheetOf(t, head+textRow(2, "\x1b[2J", "Won")+textRow(3, "Café", "Won"), nil), ErrDamaged},
		{"a row that ends too early", sheetOf(t, head+textRow(2, "</row>", "Won")+textRow(3, "Café", "Won"), nil), ErrDamaged},
		{"a sheet that ends too early", sheetOf(t, head+"<row", nil), ErrDamaged},
		{"a bare & among the strings", sheetOf(t, head+shared, map[string]string{"xl/sharedStrings.xml": "<sst><si><t>Barr & Lund</t></si></sst>"}), ErrDamaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nowhereElse(t, func(temp string) {
				err := readAll(tt.data, temp)
				if err == nil {
					t.Fatal("it was read")
				}
				if tt.want != nil && !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			})
		})
	}
}

// readAll reads a workbook to its end.
func readAll(data []byte, temp string) error {
	f, err := OpenReader("x.xlsx", bytes.NewReader(data), Options{TempDir: temp})
	if err != nil {
		return err
	}
	defer f.Close()
	for _, err := range f.Rows() {
		if err != nil {
			return err
		}
	}
	return nil
}

// nowhereElse reads with a folder for large parts: afterwards nothing is left in
// it, nor beside it or where the system keeps such files; and it takes neither long
// nor much memory.
func nowhereElse(t *testing.T, read func(temp string)) {
	t.Helper()
	around := t.TempDir()
	temp, system := filepath.Join(around, "temp"), filepath.Join(around, "system")
	for _, dir := range []string{temp, system} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TMPDIR", system)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	read(temp)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if took > 10*time.Second || after.TotalAlloc-before.TotalAlloc > 256<<20 {
		t.Errorf("it took %v and %d MB", took, (after.TotalAlloc-before.TotalAlloc)>>20)
	}
	for dir, want := range map[string]int{around: 2, temp: 0, system: 0} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != want {
			t.Errorf("%s has %v, %v", filepath.Base(dir), left, err)
		}
	}
}

// Names in the archive lead nowhere, and what else is in it is not looked into.
func TestWorkbooksWithMoreInThem(t *testing.T) {
	large := strings.Repeat(" ", maxUnzippedPart+1)
	inner := string(workbookOf(t, func(x *excelize.File) { put(t, x, "Sheet1", []any{"Name", "Stage"}, []any{"inner", "Won"}) }))
	for name, more := range map[string]map[string]string{
		"leading out":       {"../escaped": "x", "../../escaped.xml": "<x/>", "/escaped": "x", `..\escaped`: "x", "xl/worksheets/../../../escaped.xml": "<x/>"},
		"large leading out": {"../xl/worksheets/escaped.xml": large, "xl/../../xl/worksheets/sheet9.xml": large},
		"another workbook":  {"xl/embeddings/inner.xlsx": inner},
	} {
		t.Run(name, func(t *testing.T) {
			data := sheetOf(t, textRow(1, "Name", "Stage")+textRow(2, "Kärnan", "Won"), more)
			nowhereElse(t, func(temp string) {
				f, err := OpenReader("x.xlsx", bytes.NewReader(data), Options{TempDir: temp})
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				if deals, rejected := rowsOf(t, f); names(deals) != "2 Kärnan" || len(rejected) != 0 {
					t.Errorf("got %s, %v", names(deals), rejected)
				}
			})
		})
	}
}

// A sheet larger than is kept in memory stands in the folder while it is read,
// and nowhere afterwards.
func TestLargeSheets(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(textRow(1, "Name", "Stage"))
	for i := 2; rows.Len() < maxUnzippedPart; i++ {
		rows.WriteString(textRow(i, "Skånsk Kvarn", "Won"))
	}
	data, temp := sheetOf(t, rows.String(), nil), t.TempDir()
	system := t.TempDir()
	t.Setenv("TMPDIR", system)
	f, err := OpenReader("large.xlsx", bytes.NewReader(data), Options{TempDir: temp})
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, _ := filepath.Glob(filepath.Join(temp, "*", "*")); len(unpacked) != 1 {
		t.Errorf("unpacked are %v", unpacked)
	}
	if deals, _ := rowsOf(t, f); len(deals) < 10_000 || deals[9_999].Name != "Skånsk Kvarn" {
		t.Errorf("got %d deals", len(deals))
	}
	f.Close()
	for _, dir := range []string{temp, system} {
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
	}
}
