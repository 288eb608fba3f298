package crm

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"

	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/exp/golden"
)

// each calls f for every row of a file beside deals; it returns the rejected
// rows.
func each(t testing.TB, file *File, f func(line int, row any)) (rejected []Rejected) {
	t.Helper()
	switch file.Kind() {
	case Accounts:
		return eachOf(t, file.Accounts(), func(a Account) { f(a.Line, a) })
	case Contacts:
		return eachOf(t, file.Contacts(), func(c Contact) { f(c.Line, c) })
	case ContactRoles:
		return eachOf(t, file.ContactRoles(), func(c ContactRole) { f(c.Line, c) })
	case Activities:
		return eachOf(t, file.Activities(), func(a Activity) { f(a.Line, a) })
	case Quotas:
		return eachOf(t, file.Quotas(), func(q Quota) { f(q.Line, q) })
	case History:
		return eachOf(t, file.History(), func(h HistoryRow) { f(h.Line, h) })
	}
	return nil
}

func eachOf[T any](t testing.TB, rows iter.Seq2[T, error], f func(T)) (rejected []Rejected) {
	t.Helper()
	for row, err := range rows {
		if r, ok := errors.AsType[*Rejected](err); ok {
			rejected = append(rejected, *r)
		} else if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTooLarge) {
				t.Error(err)
			}
		} else {
			f(row)
		}
	}
	return rejected
}

// Each fixture is what one CRM exports beside deals; the golden file beside it
// holds all that should be understood.
func TestExportsBesideDeals(t *testing.T) {
	paths, _ := filepath.Glob("testdata/beside/*.csv")
	if len(paths) < 12 {
		t.Fatalf("%d fixtures", len(paths))
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".csv"), func(t *testing.T) {
			f, err := Open(path, Options{Dates: "mdy"})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var b strings.Builder
			fmt.Fprintf(&b, "%s, CRM %q\n", f.Kind(), f.CRM())
			for _, c := range f.Columns() {
				if c.Field != "" {
					fmt.Fprintf(&b, "  %s: %s\n", c.Header, c.Field)
				}
			}
			for _, r := range each(t, f, func(line int, row any) { fmt.Fprintf(&b, "%+v\n", row) }) {
				fmt.Fprintf(&b, "rejected: %v\n", &r)
			}
			fmt.Fprintf(&b, "%+v\n", f.Counts())
			golden.RequireEqual(t, []byte(b.String()))
		})
	}
}

// keepsOtherPromises holds a file beside deals to what the reader promises.
func keepsOtherPromises(t *testing.T, file *File) {
	t.Helper()
	last, n := 0, 0
	rejected := each(t, file, func(line int, row any) {
		if n++; line < last {
			t.Errorf("after line %d comes %+v", last, row)
		}
		last = line
		if s := fmt.Sprintf("%+v", row); !utf8.ValidString(s) {
			t.Errorf("not in UTF-8: %q", cut(s, 100))
		}
	})
	if c := file.Counts(); c.Read != c.Deals+c.Rejected+c.Footer || c.Deals != n || c.Rejected != len(rejected) {
		t.Errorf("%d rows and %d rejected do not add up with %+v", n, len(rejected), c)
	}
	var b bytes.Buffer
	if err := WriteRejected(&b, file.header.cells, rejected); err != nil {
		t.Error(err)
	}
}

// A rejected row of any kind comes back mended.
func TestRejectedRowsBesideDeals(t *testing.T) {
	f := opened1(t, "deal_id,timestamp,name,value\n1,soon,amount,=5\n2,2026-05-04,amount,5\n")
	var b bytes.Buffer
	rejected := each(t, f, func(int, any) {})
	if err := WriteRejected(&b, f.header.cells, rejected); err != nil {
		t.Fatal(err)
	}
	mended := strings.Replace(b.String(), "soon", "2026-06-01", 1)
	mended = strings.Replace(mended, "'=5", "5", 1)
	again := opened1(t, mended)
	n := 0
	if left := each(t, again, func(int, any) { n++ }); len(rejected) != 1 || n != 1 || len(left) != 0 {
		t.Errorf("%d rejected, %d mended, %v left of\n%s", len(rejected), n, left, mended)
	}
}

// TestDamagedFilesBesideDeals makes files of other kinds wrong as
// TestDamagedFiles does those of deals.
func TestDamagedFilesBesideDeals(t *testing.T) {
	paths, _ := filepath.Glob("testdata/beside/*.csv")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 6 {
			r := rand.New(rand.NewPCG(uint64(i), 11))
			b := slices.Clone(data)
			for range 1 + r.IntN(3) {
				if len(b) > 0 {
					b = damages[r.IntN(len(damages))](r, b)
				}
			}
			if keepsPromises(t, b, Options{Dates: "mdy", Currency: "USD"}); t.Failed() {
				t.Fatalf("%s, damage %d", path, i)
			}
		}
	}
}
