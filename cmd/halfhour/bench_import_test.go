//go:build unix

package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"halfhour/agenda"
)

// writeExport writes an export of n deals as Salesforce's Data Loader does; of
// every change-th another amount, for 0 of none.
func writeExport(path string, n, change int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "Id,Name,Account.Name,Owner.Name,StageName,Amount,CurrencyIsoCode,CloseDate,CreatedDate,LastActivityDate,NextStep,Probability,ForecastCategoryName")
	stages := []string{"Prospecting", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"}
	names := []string{"Ana Ruiz", "Łukasz Żak", "Inês Okafor", "王 美", "Tomás Ō'Brien", "Odile Fabre", "Dana Lee", "Bo Lindqvist"}
	steps := []string{"Send the draft", "Call on Monday", "", "Wait for legal", ""}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		amount := 1000 + random.IntN(200_000)
		if change > 0 && i%change == 0 {
			amount += 500
		}
		fmt.Fprintf(w, "006%015d,\"Rollout %d, phase %d\",Account %d,%s %d,%s,%d.%02d,USD,2026-%02d-%02d,2025-%02d-%02dT10:11:12.000+0000,2026-%02d-%02d,%s,%d,Pipeline\n",
			i, i, i%7, random.IntN(n/5), names[i%len(names)], i/8%24, stages[random.IntN(len(stages))], amount, i%100,
			1+random.IntN(12), 1+random.IntN(28), 1+random.IntN(12), 1+random.IntN(28), 1+random.IntN(10), 1+random.IntN(28), steps[i%len(steps)], 10*random.IntN(11))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// reference is what sqlite3 imports the same file into: the same columns and
// the same indices.
const reference = `PRAGMA journal_mode = WAL;
CREATE TABLE deal (id TEXT PRIMARY KEY, name TEXT, account TEXT, owner TEXT, stage TEXT, amount REAL, currency TEXT, close_date TEXT, created TEXT,
	last_activity TEXT, next_step TEXT, probability INTEGER, forecast TEXT);
CREATE INDEX deal_of_owner ON deal (owner, stage);
CREATE INDEX deal_won ON deal (close_date, created, currency, amount) WHERE stage = 'Closed Won';
CREATE INDEX deal_crm_id ON deal (id) WHERE id <> '';
CREATE INDEX deal_match ON deal (name, account);
PRAGMA synchronous = FULL;
.mode csv
.import --skip 1 %s deal
`

// timed runs a program and says how long it took and how much memory, in MiB.
func timed(b *testing.B, cmd *exec.Cmd) (seconds, memory float64) {
	b.Helper()
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v: %s", cmd.Path, err, out)
	}
	return time.Since(start).Seconds(), peak(cmd)
}

// peak is the most memory, in MiB, that a program took that has ended.
func peak(cmd *exec.Cmd) float64 {
	kib := float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" {
		kib /= 1024 // it counts bytes there
	}
	return kib / 1024
}

// importMemoryOf is the most memory that the first import of so many deals took.
var importMemoryOf = map[int]float64{}

// BenchmarkImport imports an export into a new file, and again with one deal in
// a hundred changed, beside sqlite3's import. A million deals only with
// HALFHOUR_LONG=1: a round takes a minute.
func BenchmarkImport(b *testing.B) {
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("sqlite3 is not there")
	}
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 100_000 && os.Getenv("HALFHOUR_LONG") == "" {
				b.Skip("HALFHOUR_LONG=1 runs it")
			}
			built, err := programs()
			if err != nil {
				b.Fatal(err)
			}
			dir := b.TempDir()
			csv, changed := filepath.Join(dir, "deals.csv"), filepath.Join(dir, "changed.csv")
			for path, change := range map[string]int{csv: 0, changed: 100} {
				if err := writeExport(path, n, change); err != nil {
					b.Fatal(err)
				}
			}
			var ours, again, theirs []float64
			for round := 0; b.Loop(); round++ {
				folder := filepath.Join(dir, fmt.Sprint(round))
				if err := os.Mkdir(folder, 0o700); err != nil {
					b.Fatal(err)
				}
				cmd := exec.Command(sqlite, filepath.Join(folder, "reference.db"))
				cmd.Stdin = strings.NewReader(fmt.Sprintf(reference, csv))
				seconds, _ := timed(b, cmd)
				theirs = append(theirs, seconds)
				halfhour := func(export string) (float64, float64) {
					cmd := exec.Command(built.halfhour, "--db", filepath.Join(folder, "halfhour.db"), "--me", "Dana Lee", "--role", "manager", "import", export)
					cmd.Env = append(os.Environ(), "HALFHOUR_TODAY=2026-11-23")
					return timed(b, cmd)
				}
				seconds, memory := halfhour(csv)
				ours, importMemoryOf[n] = append(ours, seconds), max(importMemoryOf[n], memory)
				seconds, _ = halfhour(changed)
				again = append(again, seconds)
				if err := os.RemoveAll(folder); err != nil {
					b.Fatal(err)
				}
			}
			deals := agenda.Count(n) + " deals"
			show(b, figure{6, "first import, " + deals, "sqlite3 .import", at(ours, 50), at(theirs, 50), "s", 1.5})
			show(b, figure{7, "import again, 1 % changed, " + deals, "the first", at(again, 50), at(ours, 50), "s", 0.5})
			show(b, figure{8, "memory of a first import, " + deals, "", importMemoryOf[n], 0, "MiB", 120})
			if small := importMemoryOf[100_000]; n > 100_000 && small > 0 {
				show(b, figure{8, "memory as deals grow tenfold", "100,000 deals", importMemoryOf[n], small, "MiB", 1.2})
			}
		})
	}
}
