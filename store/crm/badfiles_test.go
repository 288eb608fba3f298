package crm

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// damages are ways in which a file goes wrong between a CRM and us.
var damages = []func(r *rand.Rand, b []byte) []byte{
	func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b)+1)] },
	func(r *rand.Rand, b []byte) []byte { return b[r.IntN(len(b)):] },
	func(r *rand.Rand, b []byte) []byte {
		for range 1 + r.IntN(20) {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		return b
	},
	func(r *rand.Rand, b []byte) []byte {
		return slices.Insert(b, r.IntN(len(b)), []byte{'"', 0, '\r', '\n', ',', ';', '\t', '\'', 0xff, 0xfe, 0x1b}[r.IntN(11)])
	},
	func(r *rand.Rand, b []byte) []byte {
		old := []byte{',', ';', '\n', '"'}[r.IntN(4)]
		return bytes.ReplaceAll(b, []byte{old}, []byte{[]byte{',', ';', '\t', '|', '\r', ' ', '"'}[r.IntN(7)]})
	},
	func(r *rand.Rand, b []byte) []byte {
		return bytes.ReplaceAll(b, []byte("\n"), []byte([]string{"\r", "\r\n", "\n\n", "\n,\n", "\"\n"}[r.IntN(5)]))
	},
	func(r *rand.Rand, b []byte) []byte {
		at := r.IntN(len(b))
		return slices.Insert(b, at, bytes.Repeat([]byte([]string{"x", ",", "\"", "\n", "é", "1", "=", "("}[r.IntN(8)]), r.IntN(2*maxLine))...)
	},
	func(r *rand.Rand, b []byte) []byte { return append(b, b...) },
	func(r *rand.Rand, b []byte) []byte {
		lines := bytes.SplitAfter(b, []byte("\n"))
		r.Shuffle(len(lines), func(i, k int) { lines[i], lines[k] = lines[k], lines[i] })
		return bytes.Join(lines, nil)
	},
	func(r *rand.Rand, b []byte) []byte {
		var wide []byte
		for _, c := range b {
			wide = append(wide, c, 0)
		}
		return wide
	},
	func(r *rand.Rand, b []byte) []byte {
		return append([]byte([]string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", "sep=,\n", "{", "[{", "PK\x03\x04"}[r.IntN(7)]), b...)
	},
	func(r *rand.Rand, b []byte) []byte { // another encoding, in which some of it cannot be written
		e := []encoding.Encoding{charmap.ISO8859_1, charmap.Windows1252, charmap.Windows1251, simplifiedchinese.GB18030, traditionalchinese.Big5,
			japanese.ShiftJIS, korean.EUCKR, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}[r.IntN(8)]
		out, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes(b)
		if err != nil {
			return b
		}
		return out
	},
	func(r *rand.Rand, b []byte) []byte { // cells of another file: dates of all orders, decimal commas, formulas, escapes
		for range 1 + r.IntN(9) {
			at := r.IntN(len(b))
			if i := bytes.IndexAny(b[at:], ",;\t\n"); i >= 0 {
				b = slices.Insert(b, at+i+1, []byte(oddCells[r.IntN(len(oddCells))])...)
			}
		}
		return b
	},
	func(r *rand.Rand, b []byte) []byte { // doubled, empty and endless headers
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		cells := bytes.Split(line, []byte(","))
		for range 1 + r.IntN(3) {
			cells = append(cells, [][]byte{cells[r.IntN(len(cells))], nil, bytes.Repeat([]byte("Datum"), r.IntN(500))}[r.IntN(3)])
		}
		return slices.Concat(bytes.Join(cells, []byte(",")), []byte("\n"), rest)
	},
}

var oddCells = []string{
	"31/12/2026", "12/31/2026", "2026-12-31", "2026/31/12", "31.12.26", "26-12-31", "45631", "0000-00-00", "9999-99-99", "1796083200000",
	"1.234,56", "1,234.56", "12,5", "(5)", "1e308", "-1e-308", "999999999999999999999", "¥12万", "$", "NaN", "∞", "1.2.3",
	"=1+1", "=cmd|' /C x'!A0", "@SUM(A1)", "+1", "-1", "\x1b]0;x\x07", "\x1b[2J", "\u202e", "\ufeff", "\u0085", "\x00", "\"", "\"\"", "Won", "Lost", "Total",
}

// TestDamagedFiles makes files wrong in one to three ways. HALFHOUR_LONG=1
// makes ten thousand of them.
func TestDamagedFiles(t *testing.T) {
	count := 150
	long := os.Getenv("HALFHOUR_LONG") != "" // the bound on the time is this run's: a short one shares its machine
	if long {
		count = 10_000
	}
	var seeds [][]byte
	paths, _ := filepath.Glob("testdata/*.csv")
	others, _ := filepath.Glob("testdata/exports/*.[cj]s*")
	paths = append(paths, others...)
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, b)
	}
	seeds = append(seeds, []byte(strings.Repeat(`{"name":"A","stage":"Won","amount":5}`+"\n", 9)),
		[]byte(`{"records":[{"name":"A","stage":"Won","Account":{"Name":"B"}},{"name":"C","stage":"Lost"}]}`))
	readable := 0
	for i := range count {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		b := slices.Clone(seeds[r.IntN(len(seeds))])
		for range 1 + r.IntN(3) {
			if len(b) > 0 {
				b = damages[r.IntN(len(damages))](r, b)
			}
		}
		took := 6 * time.Second
		for range 3 { // what the machine does beside this is not the file's time
			start := time.Now()
			read := keepsPromises(t, b, Options{Dates: "mdy", Currency: "USD"})
			if took = min(took, time.Since(start)); took < 5*time.Second {
				if read {
					readable++
				}
				break
			}
		}
		if long && took > 5*time.Second {
			t.Errorf("file %d of %d bytes took %v", i, len(b), took)
		}
		if t.Failed() {
			t.Fatalf("file %d", i)
		}
	}
	if readable < count/10 {
		t.Errorf("only %d of %d files could be read at all", readable, count)
	}
	t.Logf("%d of %d files could be read", readable, count)
}
