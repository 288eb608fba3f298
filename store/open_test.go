package store

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"

	"github.com/adrg/xdg"
)

// rawFile makes a database with plain SQLite.
func rawFile(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := must(sql.Open("sqlite", fileURL(path)))(t)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	check(t, db.Close())
}

// beside lists the files of a folder.
func beside(t *testing.T, folder string) string {
	t.Helper()
	var names []string
	for _, e := range must(os.ReadDir(folder))(t) {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestWhatIsNotOpened(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string)
		why  error
		says string
	}{
		{"text file", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, []byte(strings.Repeat("name,amount\nOptique Lémery,12\n", 300)), 0o600))
		}, ErrNotADatabase, "is not a database: name another file"},
		{"short text file", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, []byte("hello"), 0o600))
		}, ErrNotADatabase, "is not a database"},
		{"truncated", func(t *testing.T, path string) {
			s := at(t, path)
			load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
			check(t, s.Close())
			check(t, os.Truncate(path, 8192))
		}, ErrDamaged, "is damaged: it was left as it is; restore it from a copy"},
		{"another program's", func(t *testing.T, path string) {
			rawFile(t, path, "CREATE TABLE photo (id INTEGER)", "PRAGMA application_id = 7")
		}, ErrOtherProgram, "belongs to another program"},
		{"another program's without a mark, in WAL", func(t *testing.T, path string) {
			rawFile(t, path, "PRAGMA journal_mode = WAL", "CREATE TABLE photo (id INTEGER)")
		}, ErrOtherProgram, "belongs to another program"},
		{"newer", func(t *testing.T, path string) {
			check(t, at(t, path).Close())
			rawFile(t, path, "PRAGMA user_version = 99")
		}, ErrNewer, "was written by a newer halfhour (schema 99, this one knows"},
		{"of no version", func(t *testing.T, path string) {
			check(t, at(t, path).Close())
			rawFile(t, path, "PRAGMA user_version = 0")
		}, ErrDamaged, "is damaged: it was left as it is"},
		{"of a version below all", func(t *testing.T, path string) {
			check(t, at(t, path).Close())
			rawFile(t, path, "PRAGMA user_version = -7")
		}, ErrDamaged, "is damaged: it was left as it is"},
		{"folder", func(t *testing.T, path string) {
			check(t, os.Mkdir(path, 0o700))
		}, ErrNotAFile, "is a folder"},
		{"symbolic link", func(t *testing.T, path string) {
			check(t, at(t, path+".real").Close())
			check(t, os.Symlink(path+".real", path))
		}, ErrLinked, "is a symbolic link"},
		{"hard link", func(t *testing.T, path string) {
			check(t, at(t, path+".real").Close())
			check(t, os.Link(path+".real", path))
		}, ErrLinked, "has 2 names"},
		{"read-only file", func(t *testing.T, path string) {
			check(t, at(t, path).Close())
			check(t, os.Chmod(path, 0o444))
		}, ErrReadOnly, "is read-only: halfhour can only show it; copy it elsewhere or change its permissions"},
		{"read-only folder", func(t *testing.T, path string) {
			check(t, at(t, path).Close())
			check(t, os.Chmod(filepath.Dir(path), 0o555))
			t.Cleanup(func() { _ = os.Chmod(filepath.Dir(path), 0o700) })
		}, ErrReadOnly, "is read-only"},
		{"nothing in a read-only folder", func(t *testing.T, path string) {
			check(t, os.Chmod(filepath.Dir(path), 0o555))
			t.Cleanup(func() { _ = os.Chmod(filepath.Dir(path), 0o700) })
		}, ErrReadOnly, "is read-only"},
		{"a file in place of its folder", func(t *testing.T, path string) {
			check(t, os.Remove(filepath.Dir(path)))
			check(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
		}, ErrNotThere, "not a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			check(t, os.Mkdir(folder, 0o700))
			path := filepath.Join(folder, "h.db")
			c.make(t, path)
			bytes, _ := os.ReadFile(path)
			before := sha256.Sum256(bytes)
			had := ""
			if info, err := os.Stat(folder); err == nil && info.IsDir() {
				had = beside(t, folder)
			}
			s, err := Open(path)
			if err == nil {
				_ = s.Close()
				t.Fatal("it was opened")
			}
			if !errors.Is(err, c.why) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("refused with %q (%v)", err, errors.Unwrap(err))
			}
			if Trouble(err) != err.Error() {
				t.Errorf("in words: %q", Trouble(err))
			}
			if bytes, _ := os.ReadFile(path); sha256.Sum256(bytes) != before {
				t.Error("the file was changed")
			}
			if info, err := os.Stat(folder); err == nil && info.IsDir() && beside(t, folder) != had {
				t.Errorf("beside it: %s, before: %s", beside(t, folder), had)
			}
		})
	}
}

func TestFilesHoldNothingForOthers(t *testing.T) {
	withUmask(t, 0)
	folder := filepath.Join(t.TempDir(), "a", "b")
	s := at(t, filepath.Join(folder, "h.db"))
	load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
	if got := beside(t, folder); got != "h.db h.db-shm h.db-wal" {
		t.Errorf("while it is open: %s", got)
	}
	check(t, s.backUp(ctx, "h-copy.db"))
	check(t, filepath.WalkDir(filepath.Dir(folder), func(path string, e os.DirEntry, err error) error {
		if info := must(e.Info())(t); info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return err
	}))
	check(t, s.Close())
	if got := beside(t, folder); got != "backups h.db" {
		t.Errorf("after it was closed: %s", got)
	}

	check(t, os.Chmod(s.path, 0o644))
	at(t, s.path)
	if info := must(os.Stat(s.path))(t); info.Mode().Perm() != 0o600 {
		t.Errorf("a file that others could read stays %v", info.Mode())
	}
}

func TestTheDefaultFolderIsPrivate(t *testing.T) {
	home := t.TempDir()
	was := xdg.DataHome
	xdg.DataHome = home
	t.Cleanup(func() { xdg.DataHome = was })
	path := DefaultPath()
	check(t, os.Mkdir(filepath.Dir(path), 0o755))
	check(t, at(t, path).Close())
	check(t, at(t, path).Close())
	if info := must(os.Stat(filepath.Dir(path)))(t); info.Mode().Perm() != 0o700 || filepath.Base(path) != "halfhour.db" {
		t.Errorf("%s is in a folder that is %v", path, info.Mode())
	}
	other := filepath.Join(home, "h.db") // somebody's own folder stays as it is
	check(t, os.Chmod(home, 0o755))
	check(t, at(t, other).Close())
	check(t, at(t, other).Close())
	if info := must(os.Stat(home))(t); info.Mode().Perm() != 0o755 {
		t.Errorf("it became %v", info.Mode())
	}
}

func TestOddFileNames(t *testing.T) {
	for _, name := range []string{"a b.db", "a?mode=memory.db", "a#b.db", "a%20b.db", "a&b;c.db", "it's \"x\".db", "客户.db"} {
		path := filepath.Join(t.TempDir(), name)
		s := at(t, path)
		must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
		s = reopen(t, s)
		must(s.PersonByName(ctx, "ana ruiz"))(t)
		check(t, s.Close())
		if got := beside(t, filepath.Dir(path)); got != name {
			t.Errorf("%s became %s", name, got)
		}
	}
}

func TestSettingsAreReadBack(t *testing.T) {
	s := fresh(t)
	s.Close()
	c := must(connector(s.path, toWrite, time.Second))(t).(checked)
	for i := range c.want {
		wrong := c
		wrong.want = append([]pragma{}, c.want...)
		wrong.want[i].reads = "something else"
		_, err := wrong.Connect(ctx)
		if !errors.Is(err, ErrUnsafe) || !strings.Contains(err.Error(), c.want[i].name) {
			t.Errorf("%s was not checked: %v", c.want[i].name, err)
		}
	}
	if len(c.want) < 12 {
		t.Errorf("only %d settings are checked", len(c.want))
	}
}

func TestSettings(t *testing.T) {
	s := fresh(t)
	for name, db := range map[string]*sql.DB{"writer": s.writer, "reader": s.reader} {
		for setting, want := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "fullfsync": "1",
			"checkpoint_fullfsync": "1", "trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0",
			"journal_size_limit": "67108864", "temp_store": "2", "secure_delete": "2",
			"application_id": "1751215206", "user_version": strconv.Itoa(len(defaults().migrations)),
			"query_only": map[string]string{"writer": "0", "reader": "1"}[name],
		} {
			var got string
			check(t, db.QueryRow("PRAGMA "+setting).Scan(&got))
			if got != want {
				t.Errorf("the %s's %s is %s, not %s", name, setting, got, want)
			}
		}
	}
}

func TestStrictness(t *testing.T) {
	s := fresh(t)
	for _, statement := range []string{
		`INSERT INTO setting (key, value) VALUES ("a", "b")`,                                 // not a text: a column's name
		`INSERT INTO source (id, crm, shape) VALUES ('x', '', '')`,                           // not a number
		`INSERT INTO alias (key, text, person_id) VALUES ('a', 'a', 'nobody')`,               // no such person
		`PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = '' WHERE name = 'alias'`, // no tampering
	} {
		if _, err := s.writer.Exec(statement); err == nil {
			t.Errorf("%s was taken", statement)
		}
	}
	if _, err := s.reader.Exec(`INSERT INTO setting (key, value) VALUES ('a', 'b')`); err == nil {
		t.Error("the reader wrote")
	}
}

func TestOpenReadOnly(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
	check(t, s.Close())
	folder := filepath.Dir(s.path)
	check(t, os.Chmod(s.path, 0o444))
	check(t, os.Chmod(folder, 0o555))
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	before := sha256.Sum256(must(os.ReadFile(s.path))(t))

	r := must(OpenReadOnly(s.path))(t)
	if list := all(t, r); len(list) != 1 {
		t.Errorf("shown: %v", list)
	}
	_, err := r.AddPerson(ctx, agenda.Person{Name: "Bo", Role: agenda.Rep})
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing: %v", err)
	}
	_, err = r.Import(ctx, export(), rowsOf(deal("2", "x", "y")))
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("importing: %v", err)
	}
	check(t, r.Close())
	if sha256.Sum256(must(os.ReadFile(s.path))(t)) != before || beside(t, folder) != "halfhour.db" {
		t.Errorf("it was touched: %s", beside(t, folder))
	}
	if _, err := OpenReadOnly(filepath.Join(folder, "nowhere.db")); !errors.Is(err, ErrNotThere) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// Whoever only looks neither waits for a writer nor leaves anything behind.
func TestLookingWhileAnotherWrites(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
	tx := must(s.writer.Begin())(t)
	must(tx.Exec("DELETE FROM deal"))(t)
	r := must(OpenReadOnly(s.path))(t)
	if list := all(t, r); len(list) != 1 {
		t.Errorf("shown: %v", list)
	}
	check(t, r.Close())
	check(t, tx.Rollback())
	check(t, s.Close())
	r = must(OpenReadOnly(s.path))(t)
	if list := all(t, r); len(list) != 1 {
		t.Errorf("shown: %v", list)
	}
	check(t, r.Close())
	if got := beside(t, filepath.Dir(s.path)); got != "halfhour.db" {
		t.Errorf("left behind: %s", got)
	}
}

// A file that was not closed, where nothing can be written, is not guessed at.
func TestOpenReadOnlyAfterACrash(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
	folder := filepath.Join(t.TempDir(), "copy")
	check(t, os.Mkdir(folder, 0o700))
	path := filepath.Join(folder, "h.db")
	// The file is not copied by this process: opening it would drop its locks.
	for _, end := range []string{"", "-wal"} {
		if out, err := exec.Command("cp", s.path+end, path+end).CombinedOutput(); err != nil {
			t.Skipf("no cp: %s", out)
		}
		check(t, os.Chmod(path+end, 0o400))
	}
	check(t, os.Chmod(folder, 0o500))
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	r, err := OpenReadOnly(path)
	if err == nil { // root may write everywhere
		if list := all(t, r); len(list) != 1 {
			t.Errorf("shown: %v", list)
		}
		check(t, r.Close())
		return
	}
	if !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
}

func TestBusy(t *testing.T) {
	s := fresh(t)
	check(t, s.Close())
	other := must(sql.Open("sqlite", fileURL(s.path)+"?_txlock=immediate"))(t)
	set := defaults()
	set.busy = 20 * time.Millisecond
	s = must(open(s.path, set))(t)
	defer s.Close()
	tx := must(other.Begin())(t)
	_, err := s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep})
	if err == nil || Trouble(err) != busyWords {
		t.Errorf("while another program writes: %v", err)
	}
	check(t, tx.Rollback())
	must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
	check(t, s.Close())
	check(t, other.Close())

	exclusive := must(sql.Open("sqlite", fileURL(s.path)+"?_pragma=locking_mode(EXCLUSIVE)&_txlock=exclusive"))(t)
	defer exclusive.Close()
	tx = must(exclusive.Begin())(t)
	defer tx.Rollback()
	must(tx.Exec("DELETE FROM setting"))(t)
	if _, err := open(s.path, set); !errors.Is(err, ErrBusy) {
		t.Errorf("opening a file that another program keeps to itself: %v", err)
	}
}

func TestDiskFull(t *testing.T) {
	s := fresh(t)
	must(s.writer.Exec("PRAGMA max_page_count = 1"))(t) // becomes the present size
	_, err := s.AddPerson(ctx, agenda.Person{Name: strings.Repeat("long ", 20000), Role: agenda.Rep})
	if err == nil || !strings.Contains(Trouble(err), "the disk is full") {
		t.Errorf("%.200v", err)
	}
	must(s.writer.Exec("PRAGMA max_page_count = 100000"))(t)
	must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
	s = reopen(t, s)
	must(s.PersonByName(ctx, "Ana Ruiz"))(t)
}
