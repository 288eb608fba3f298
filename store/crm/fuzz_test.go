package crm

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"halfhour/agenda"
)

// known are the reasons for which a file may be refused.
var known = []error{
	ErrEmpty, ErrNoDeals, ErrNoRows, ErrNotText, ErrDamaged, ErrTooLarge, ErrHeader, ErrOtherKind, ErrDates, ErrCurrency, ErrOptions,
}

// FuzzOpen holds any bytes to the reader's promises: no panic, a reason that
// is known, rows that add up, texts in UTF-8.
func FuzzOpen(f *testing.F) {
	fixtures, _ := filepath.Glob("testdata/*.csv")
	beside, _ := filepath.Glob("testdata/beside/*.csv")
	fixtures = append(fixtures, beside...)
	for _, name := range fixtures {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "", "")
	}
	for _, s := range []string{
		"", "\xef\xbb\xbf", "\xff\xfeN\x00a\x00m\x00e\x00", "\xfe\xff", "\"", "\"\"\"", ",,,\n,,,", "\r\r\r", "a\x00b,c",
		"Name,Stage\n\"", "Name,Stage\n\"a\"b,Won\n", "Name;Stage\r\ra;Won\r", "Name\tStage\n\tWon\n", "sep=|\nName|Stage\nA|Won",
		"Name,Stage,Amount,Close Date,Probability\nA,Won,(€1.234,5),31/12/99,0.5\nB,Lost,\"1,2,3\",12/31/99,50%\n",
		"Name,Stage,Amount\nA,Won,¥\nB,Won,-\nC,Won,e\n", "Name,Stage,halfhour line,halfhour reason\nA,,3,only 1 of 2 cells\n",
		`[{"name":"A","stage":"Won"}]`, `{"a":[[{}]],"b":[{"name":1,"stage":{"name":[{}]}}]}`, "{\"name\":1,\"stage\":2}\n{}\n{",
		"PK\x03\x04", "\x89PNG", "\xcb\xc6\xb1\xcf", "\x81\x40\x82\x9f,\x83\x41",
	} {
		f.Add([]byte(s), "", "")
		f.Add([]byte(s), "dmy", "utf16")
	}
	book := workbookOf(f, func(x *excelize.File) {
		put(f, x, "Sheet1", []any{"Name", "Stage", "Amount", "Close Date"}, []any{"A", "Won", 5.5, 46000})
	})
	f.Add(book, "", "")
	f.Fuzz(func(t *testing.T, data []byte, dates, encoding string) {
		keepsPromises(t, data, Options{Dates: dates, Encoding: encoding, TempDir: t.TempDir()})
	})
}

// keepsPromises holds any bytes to what the reader promises of every file, and
// says whether they are a file of deals.
func keepsPromises(t *testing.T, data []byte, o Options) bool {
	t.Helper()
	file, err := OpenReader("x", bytes.NewReader(data), o)
	if err != nil {
		for _, k := range known {
			if errors.Is(err, k) {
				return false
			}
		}
		t.Fatalf("refused for %v", err)
	}
	defer file.Close()
	if file.Kind() != Deals {
		keepsOtherPromises(t, file)
		return false
	}
	line := 0
	deals, rejected := rowsOf(t, file)
	for _, d := range deals {
		if d.Line < line || d.Name == "" || d.Probability < -1 || d.Probability > 100 {
			t.Errorf("after line %d comes %+v", line, d)
		}
		line = d.Line
		for _, s := range append(d.CoOwners, d.ID, d.Name, d.Account, d.Owner, d.Pipeline, d.Stage, d.NextStep, d.Forecast, d.ActivityKind) {
			if !utf8.ValidString(s) || len(s) > 2*maxCell+len(" · ") {
				t.Errorf("a text is %q", cut(s, 100))
			}
		}
		if d.Amount.Known() && !agenda.ValidCurrency(d.Amount.Currency) {
			t.Errorf("an amount is in %q", d.Amount.Currency)
		}
	}
	if c := file.Counts(); c.Deleted+c.Other > c.Footer {
		t.Errorf("counts %+v", c)
	}
	if err := WriteRejected(&bytes.Buffer{}, headers(file), rejected); err != nil {
		t.Error(err)
	}
	return true
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1,234.56", "1.234,56 €", "(¥12万)", "58.8k", "-$1e3", "1'234", "R$ -5-", "12万元", "1.2亿円", "USD $5", "((1))", "２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, decimal := range []byte{0, '.', ','} {
			a, ok := moneyStyle{decimal: decimal}.parse(cell)
			if !ok {
				continue
			}
			if !strings.ContainsAny(cell, "0123456789０１２３４５６７８９") {
				t.Errorf("%q is an amount", cell)
			}
			m, err := a.value.minor("USD")
			if err == nil && (m.Minor >= 1<<53 || m.Minor <= -1<<53) {
				t.Errorf("%q is %d", cell, m.Minor)
			}
			exact := float64(a.value.digits) * math.Pow10(a.value.exp+2)
			if err == nil && math.Abs(math.Abs(float64(m.Minor))-exact) > 0.5+exact*1e-12 {
				t.Errorf("%q is %d, and not %f", cell, m.Minor, exact)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-11-27", "11/27/26 7:42 PM", "27.11.2026", "23-Sep-11", "2026年11月27日", "46353.5", "3 de mayo de 2024", "1720732927000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, o := range []order{unsettled, mdy, dmy, ymd} {
			d, ok := dateStyle{order: o, serials: true}.parse(cell)
			if year := d.Time().Year(); ok && d != 0 && (year < 1 || year > 9999) {
				t.Errorf("%q is %s", cell, d)
			}
			if again, ok2 := (dateStyle{order: o}).parse(d.String()); ok && (!ok2 || again != d) {
				t.Errorf("%q is %s, and that %s", cell, d, again)
			}
		}
	})
}

func FuzzStage(f *testing.F) {
	f.Add("2. Closed Won (Sales)")
	f.Add("（")
	f.Fuzz(func(t *testing.T, s string) {
		vocab().stepOf(s)
		vocab().statusWord(s)
		parseFlag(s)
		if p, ok := chance(s, true); ok && (p < -1 || p > 100) {
			t.Errorf("%q is %d%%", s, p)
		}
		if got := fold(fold(s)); got != fold(s) {
			t.Errorf("%q folds to %q and that to %q", s, fold(s), got)
		}
	})
}

// A header is never more than one field, however often it is looked at, and what
// stands around it makes it no other one.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"Deal - Value (USD)", "Voraussichtliches Abschlussdatum", "業務機會擁有人", "(Nicht ändern) Verkaufschance", "Montant total k€", "Date entered \"Won (Sales)\"", "%", "(", ")", "() "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u := vocab().understand(s)
		if u.known && (!knownField(u.field) || u.field == FieldIgnore) {
			t.Errorf("%q is %q", s, u.field)
		}
		if again := vocab().understand(" " + s + " "); again.field != u.field || again.known != u.known {
			t.Errorf("%q is %q, and with spaces around it %q", s, u.field, again.field)
		}
		if u.currency != "" && !agenda.ValidCurrency(u.currency) {
			t.Errorf("%q is in %q", s, u.currency)
		}
	})
}
