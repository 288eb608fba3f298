package store

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"halfhour/agenda"
)

// A power loss keeps what was brought onto the disk and any part of the rest. To
// see what it would leave, strace records what a process that saves, imports and
// copies tells the system, and the disk is built anew as it may be after each of
// these calls.

// recorded are the calls that matter.
const recorded = "open,openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"

// call is one of them.
type call struct {
	name  string
	path  string // what it is about
	to    string // rename
	data  []byte
	at    int64 // where data goes, or the new length
	began int   // of an fsync: the place of its beginning
}

var (
	callLine = regexp.MustCompile(`^(\d+) +(\w+)\((.*)\) += (-?\d+)`)
	cutLine  = regexp.MustCompile(`^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$`)
	restLine = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>(.*)$`)
	quoted   = regexp.MustCompile(`[<"]((?:\\x[0-9a-f]{2})*)[>"]`)
)

// readCalls reads what strace -f -y -xx wrote. A call that was interrupted by
// another thread's counts where it ended; what an fsync covers is decided where
// it began.
func readCalls(t *testing.T, path string) (calls []call) {
	t.Helper()
	f := must(os.Open(path))(t)
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	begun, from := map[string]string{}, map[string]int{}
	for lines.Scan() {
		line := lines.Text()
		if m := cutLine.FindStringSubmatch(line); m != nil {
			begun[m[1]], from[m[1]] = m[1]+" "+m[2]+"("+m[3], len(calls)
			if strings.HasSuffix(m[2], "sync") {
				calls = append(calls, call{name: "beginning"})
			}
			continue
		}
		began := len(calls)
		if m := restLine.FindStringSubmatch(line); m != nil {
			line, began = begun[m[1]]+m[2], from[m[1]]
		}
		m := callLine.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(m[4], "-") {
			continue // a signal, an end, or a call that failed
		}
		var texts []string
		for _, q := range quoted.FindAllStringSubmatch(m[3], -1) {
			texts = append(texts, string(must(hex.DecodeString(strings.ReplaceAll(q[1], `\x`, "")))(t)))
		}
		if strings.HasPrefix(m[2], "open") && !strings.Contains(m[3], "O_CREAT") {
			continue
		}
		c := call{name: m[2], began: began}
		last := func() int64 { return must(strconv.ParseInt(m[3][strings.LastIndex(m[3], " ")+1:], 10, 64))(t) }
		switch m[2] {
		case "openat":
			c.path = texts[1] // after the folder
		case "write":
			c.path, c.data = strings.TrimSpace(m[3][:2]), []byte(texts[1])
			if !strings.HasPrefix(m[3], "1<") {
				continue // only what it says is written so
			}
		case "pwrite64":
			c.path, c.data, c.at = texts[0], []byte(texts[1]), last()
		case "ftruncate":
			c.path, c.at = texts[0], last()
		case "unlinkat":
			c.path = texts[1]
		case "renameat", "renameat2":
			c.path, c.to = texts[1], texts[3]
		case "rename":
			c.path, c.to = texts[0], texts[1]
		default:
			c.path = texts[0]
		}
		calls = append(calls, c)
	}
	check(t, lines.Err())
	return calls
}

// onDisk is a file's content: what is safe, and what was written since.
type onDisk struct {
	safe  []byte
	since []change
}

// change is a write, or with cut a new length.
type change struct {
	at   int64
	data []byte
	cut  bool
	when int // the place of its call
}

func (c change) apply(b []byte) []byte {
	end := c.at
	if !c.cut {
		end += int64(len(c.data))
	} else if int64(len(b)) > end {
		b = b[:end]
	}
	if int64(len(b)) < end {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.at:], c.data)
	return b
}

// tornDisk is a folder and what of it would survive. Names are kept as journaling
// file systems keep them: whatever is synced brings those before it along.
type tornDisk struct {
	names, safe map[string]*onDisk
}

func newDisk(t *testing.T, folder string) *tornDisk {
	t.Helper()
	d := &tornDisk{names: map[string]*onDisk{}}
	check(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			d.names[path] = &onDisk{safe: must(os.ReadFile(path))(t)}
		}
		return err
	}))
	d.safe = maps.Clone(d.names)
	return d
}

// take lets the disk see one call, the nth.
func (d *tornDisk) take(n int, c call) {
	file := d.names[c.path]
	switch c.name {
	case "open", "openat":
		if file == nil {
			d.names[c.path] = &onDisk{}
		}
	case "pwrite64":
		if file != nil {
			file.since = append(file.since, change{c.at, c.data, false, n})
		}
	case "ftruncate":
		if file != nil {
			file.since = append(file.since, change{at: c.at, cut: true, when: n})
		}
	case "fsync", "fdatasync":
		d.safe = maps.Clone(d.names)
		if file == nil {
			return // a folder
		}
		for len(file.since) > 0 && file.since[0].when < c.began {
			file.safe = file.since[0].apply(slices.Clone(file.safe))
			file.since = file.since[1:]
		}
	case "unlink", "unlinkat":
		delete(d.names, c.path)
	case "rename", "renameat", "renameat2":
		if file != nil {
			d.names[c.to] = file
			delete(d.names, c.path)
		}
	}
}

const sector = 512

// after returns what a power loss leaves: of what is not safe, that for which
// keeps says so, sector by sector.
func (d *tornDisk) after(keeps func() bool) map[string][]byte {
	names := d.safe
	if keeps() {
		names = d.names
	}
	left := map[string][]byte{}
	for path, file := range names {
		b := slices.Clone(file.safe)
		for _, c := range file.since {
			if c.cut {
				if keeps() {
					b = c.apply(b)
				}
				continue
			}
			for done := 0; done < len(c.data); {
				n := min(sector-int((c.at+int64(done))%sector), len(c.data)-done)
				if keeps() {
					b = change{at: c.at + int64(done), data: c.data[done : done+n]}.apply(b)
				}
				done += n
			}
		}
		left[path] = b
	}
	return left
}

// losses are what power losses did.
type losses struct {
	states       int
	lost, damage []string // when, and what
}

// look opens what a power loss left as the program does, and checks that all the
// topics that were called saved are there.
func (o *losses) look(t *testing.T, left map[string][]byte, folder, id string, saved int, when string) {
	t.Helper()
	o.states++
	place := filepath.Join(t.TempDir(), "after")
	check(t, os.MkdirAll(filepath.Join(place, backupFolder), 0o700))
	defer func() { _ = os.RemoveAll(place) }()
	for path, content := range left {
		if rel, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rel) && !strings.HasSuffix(path, "-shm") {
			check(t, os.WriteFile(filepath.Join(place, rel), content, 0o600))
		}
	}
	sound := func(path string) bool {
		db := asItIs(t, path)
		defer func() { _ = db.Close() }()
		var sound string
		var broken int
		return db.QueryRow("PRAGMA integrity_check").Scan(&sound) == nil && sound == "ok" &&
			db.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken) == nil && broken == 0
	}
	path := filepath.Join(place, "halfhour.db")
	copies, _ := filepath.Glob(filepath.Join(place, backupFolder, "*.db"))
	s, err := Open(path)
	var r agenda.Review
	if err == nil {
		r, err = s.Review(ctx, id)
		err = errors.Join(err, s.Close())
	}
	switch {
	case err != nil:
		o.damage = append(o.damage, fmt.Sprintf("%s: %v", when, err))
	case !sound(path):
		o.damage = append(o.damage, when+": the file is not whole")
	case slices.ContainsFunc(copies, func(c string) bool { return !sound(c) }):
		o.damage = append(o.damage, fmt.Sprintf("%s: of the copies %v one is not whole", when, copies))
	default:
		for n := range saved {
			if !slices.ContainsFunc(r.Parked, func(p agenda.Parked) bool { return p.Text == topic(n) }) {
				o.lost = append(o.lost, when+": "+topic(n))
				return
			}
		}
	}
}

func topic(n int) string { return fmt.Sprintf("Pricing for %d", 2027+n) }

// playWork is the part that is recorded for a loss of power.
func playWork(path, args string) error {
	var synchronous, id string
	var topics int
	if _, err := fmt.Sscan(args, &synchronous, &id, &topics); err != nil {
		return err
	}
	if synchronous == "NORMAL" {
		dsnPragmas[1].value, dsnPragmas[1].reads = "NORMAL", "1"
	}
	return work(path, id, topics)
}

// work is what is recorded: topics are saved, and said to be; between them deals
// come in and a copy is made; the file is closed and opened again.
func work(path, id string, topics int) error {
	s, err := Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	for n := range topics {
		was, err := s.Review(ctx, id)
		if err != nil {
			return err
		}
		next := was.Clone()
		if err := next.Park(agenda.Parked{ID: NewID(), Text: topic(n)}, now); err != nil {
			return err
		}
		if _, err := s.SaveReview(ctx, was, next); err != nil {
			return err
		}
		fmt.Println(n)
		switch {
		case n == topics/3:
			var rows []any
			for i := range 40 {
				rows = append(rows, deal(fmt.Sprint("w", i), fmt.Sprintf("Ausbau Werk %d", i), "Ana Ruiz"))
			}
			if _, err := s.Import(ctx, export(), rowsOf(rows...)); err != nil {
				return err
			}
		case n == topics/2:
			if _, err := s.BackUp(ctx, ""); err != nil {
				return err
			}
		case n == topics*2/3:
			if err := s.Close(); err != nil {
				return err
			}
			if s, err = Open(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// losePower records the work with a setting of synchronous, and tries the disk
// as it may be after every stepth call and whenever something is said to be saved.
func losePower(t *testing.T, synchronous string, topics, step int) (o losses) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: apt-get install strace")
	}
	s := fresh(t)
	r := newReview(t, s)
	check(t, s.Close())
	folder := filepath.Dir(s.path)
	d := newDisk(t, folder)
	trace := filepath.Join(t.TempDir(), "calls")
	cmd := child("work", s.path, synchronous, r.ID, fmt.Sprint(topics))
	cmd.Args = append([]string{strace, "-f", "-y", "-xx", "-s", "1000000", "-e", "trace=" + recorded, "-o", trace}, cmd.Args...)
	cmd.Path = strace
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "ptrace") {
			t.Skipf("nothing can be traced here: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	saved := 0
	random := rand.New(rand.NewPCG(1, 2))
	for n, c := range readCalls(t, trace) {
		d.take(n, c)
		if c.name == "write" {
			saved++
		} else if n%step != 0 {
			continue
		}
		for i, keeps := range []func() bool{
			func() bool { return false }, func() bool { return true },
			func() bool { return random.IntN(2) == 0 }, func() bool { return random.IntN(8) == 0 }, func() bool { return random.IntN(8) > 0 },
		} {
			when := fmt.Sprintf("after call %d, %s %s, way %d", n, c.name, filepath.Base(c.path), i)
			o.look(t, d.after(keeps), folder, r.ID, saved, when)
		}
	}
	if saved != topics {
		t.Fatalf("%d topics of %d were heard of", saved, topics)
	}
	return o
}

// Whatever of the unsynced a power loss takes along, what was called saved is
// there and the file is whole. The same without synchronous=FULL loses topics:
// so the test would see it. HALFHOUR_LONG=1 looks after every call.
func TestPowerLoss(t *testing.T) {
	o := losePower(t, "FULL", long(6, 60), long(40, 1))
	t.Logf("FULL: %d states, %d lost something, %d damaged", o.states, len(o.lost), len(o.damage))
	if len(o.lost)+len(o.damage) > 0 || o.states == 0 {
		t.Error(strings.Join(append(o.lost, o.damage...), "\n"))
	}
	o = losePower(t, "NORMAL", 4, 1000)
	t.Logf("NORMAL: %d states, %d lost something, %d damaged", o.states, len(o.lost), len(o.damage))
	if len(o.lost) == 0 {
		t.Error("nothing is lost without synchronous=FULL either: the test sees nothing")
	}
}
