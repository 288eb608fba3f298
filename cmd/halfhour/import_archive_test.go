package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// member is a file of an archive, as its header has it.
type member struct {
	zip.FileHeader
	text string
}

func zipped(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		m.Method = zip.Deflate
		w, err := z.CreateHeader(&m.FileHeader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// claims is an archive whose only file says that it has so many bytes.
func claims(t *testing.T, size uint64) []byte {
	t.Helper()
	b := zipped(t, member{zip.FileHeader{Name: "deals.csv"}, strings.Repeat("Deal Name,Stage\n", 1<<16)})
	var out bytes.Buffer
	from, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := from.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&out)
	header := from.File[0].FileHeader
	header.UncompressedSize64 = size
	w, err := z.CreateRaw(&header)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	_, _ = raw.ReadFrom(packed)
	_, _ = w.Write(raw.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// An archive made to hurt is refused in words and leaves nothing, neither what was
// unpacked nor a file elsewhere.
func TestHostileArchives(t *testing.T) {
	const deals = "Deal Name,Stage\nKärnan,Won\n"
	file := func(name, text string) member { return member{zip.FileHeader{Name: name}, text} }
	link := file("deals.csv", "/etc/passwd")
	link.SetMode(fs.ModeSymlink | 0o777)
	secret := file("deals.csv", deals)
	secret.Flags = 1
	var many []member
	for range mostFiles + 1 {
		many = append(many, file("deals.csv", deals))
	}
	for _, c := range []struct {
		name string
		data []byte
		says string // of the refusal; "" for none
	}{
		{"none", zipped(t, file("exports/deals.csv", deals)), ""},
		{"leads out", zipped(t, file("../deals.csv", deals)), "leads out of the archive"},
		{"leads out further", zipped(t, file("a/../../deals.csv", deals)), "leads out of the archive"},
		{"leads out on Windows", zipped(t, file(`..\deals.csv`, deals)), "leads out of the archive"},
		{"leads to the root", zipped(t, file("/tmp/deals.csv", deals)), "leads out of the archive"},
		{"NUL in a name", zipped(t, file("deals\x00.csv", deals)), "leads out of the archive"},
		{"orders in a name", zipped(t, file("d\x1b[2J\u202e.csv", "what\n")), "no usable header"},
		{"a link", zipped(t, link), "not an ordinary file"},
		{"a password", zipped(t, secret), "locked with a password"},
		{"another archive", zipped(t, file("inner.csv", string(zipped(t, file("deals.csv", deals))))), "another zip archive"},
		{"too many", zipped(t, many...), "more than 500 files"},
		{"a gigabyte and more", claims(t, mostUnpacked+1), "MB unpacked"},
		{"more than any number", claims(t, 1<<63), "MB unpacked"},
		{"more than it says", claims(t, 100), "import x.zip: deals.csv: "},
		{"nothing", zipped(t), "something binary"},
		{"nothing but a folder", zipped(t, file("exports/", "")), "no file in this archive"},
		{"half of one", zipped(t, file("deals.csv", strings.Repeat(deals, 100)))[:80], "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			around := t.TempDir()
			dir, temp := filepath.Join(around, "a", "b"), filepath.Join(around, "temp")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(temp, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "x.zip"), c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("halfhour", "--me", "Dana Lee", "import", "x.zip")
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "HALFHOUR_DB="+filepath.Join(dir, "h.db"), "TMPDIR="+temp, "XDG_STATE_HOME="+filepath.Join(temp, "state"))
			out, err := cmd.CombinedOutput()
			if (err == nil) != (c.says == "") || !strings.Contains(string(out), c.says) || obeyed(string(out)) != nil {
				t.Errorf("%v: %q", err, out)
			}
			each(t, around, func(path string, info fs.FileInfo) {
				if name := filepath.Base(path); c.says == "" && filepath.Base(filepath.Dir(path)) == "backups" {
					return // the day's copy
				} else if !info.IsDir() && name != "x.zip" && name != "h.db" || info.IsDir() && strings.HasPrefix(name, scratchPrefix) || strings.HasPrefix(path, filepath.Join(dir, "h.db")) && c.says != "" {
					t.Errorf("it leaves %s", strings.TrimPrefix(path, around))
				}
			})
		})
	}
}
