package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui/route"
)

func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"halfhour": main, "halfhour-panicky": mainPanicky, "halfhour-hold": mainHold})
}

// tidy leaves nothing of the tests behind, neither what benchmarks built nor
// files among a person's own.
type tidy struct{ *testing.M }

// Run runs everything, and says what benchmarks measured.
func (t tidy) Run() int {
	defer func() { _ = os.RemoveAll(benchFolder()) }()
	defer printFigures()
	nobodys, err := os.MkdirTemp("", "halfhour-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(nobodys) }()
	for _, name := range []string{"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		if err := os.Setenv(name, filepath.Join(nobodys, name)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	xdg.Reload()
	return t.M.Run()
}

// testToday is the date that scripts count from.
var testToday = agenda.NewDate(2026, time.November, 23)

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HALFHOUR_DB", e.WorkDir+"/h.db")
			e.Setenv("HALFHOUR_TODAY", testToday.String())
			e.Setenv("XDG_DATA_HOME", e.WorkDir+"/data")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("TZ", "UTC")
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond != "root" {
				return false, fmt.Errorf("no condition %q", cond)
			}
			return os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"demofile": scriptDemoFile,
			"sqlite":   scriptSQLite,
			"json":     scriptJSON,
			"nth":      scriptNth,
			"swap":     scriptSwap,
			"hold":     scriptHold,
			"opening":  scriptOpening,
			"prepare":  scriptPrepare,
		},
	})
}

// scriptDemoFile fills a file with the demo: demofile FILE.
func scriptDemoFile(ts *testscript.TestScript, _ bool, args []string) {
	now := testToday.Time().Add(15 * time.Hour)
	st, err := openDemo(context.Background(), ts.MkAbs(args[0]), testToday, now)
	ts.Check(err)
	ts.Check(st.Close())
}

// scriptSQLite runs a statement in a database: sqlite FILE SQL.
func scriptSQLite(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(err)
	ts.Check(db.Close())
}

// scriptJSON checks that a file is one array of so many objects with exactly
// these keys: json FILE COUNT KEY,KEY,...
func scriptJSON(ts *testscript.TestScript, _ bool, args []string) {
	var list []map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &list))
	var count int
	ts.Check(json.Unmarshal([]byte(args[1]), &count))
	if len(list) != count {
		ts.Fatalf("%d objects, not %d", len(list), count)
	}
	want := strings.Split(args[2], ",")
	slices.Sort(want)
	for _, object := range list {
		if keys := slices.Sorted(maps.Keys(object)); !slices.Equal(keys, want) {
			ts.Fatalf("keys %s", strings.Join(keys, ","))
		}
	}
}

// scriptHold holds the review that a rep has prepared, with a manager: hold FILE
// REP MANAGER. To what is prepared it adds an action of each and a parked topic.
func scriptHold(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	st, err := store.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { ts.Check(st.Close()) }()
	now := testToday.Time().Add(10 * time.Hour)
	rep, err := st.PersonByName(ctx, args[1])
	ts.Check(err)
	manager, err := st.PersonByName(ctx, args[2])
	ts.Check(err)
	was, found, err := st.UnfinishedReview(ctx, rep.ID)
	ts.Check(err)
	if !found {
		ts.Fatalf("%s has prepared nothing", rep.Name)
	}
	r := was.Clone()
	r.Manager = manager.ID
	ts.Check(r.Start(now))
	for _, a := range []agenda.Action{
		{Text: "Send the redline", Owner: rep.ID, Priority: 1, Due: testToday + 4, DealID: r.Deals()[0], DoneWhen: "stage is Negotiation"},
		{Text: "Ask their CFO for a date", Owner: manager.ID, Priority: 2, Due: testToday + 4},
	} {
		a.ID, a.Author = store.NewID(), manager.ID
		ts.Check(r.AddAction(a, now))
	}
	ts.Check(r.Park(agenda.Parked{ID: store.NewID(), Text: "Holiday plan", Author: rep.ID}, now))
	ts.Check(r.Finish(now.Add(25 * time.Minute)))
	_, err = st.SaveReview(ctx, was, r)
	ts.Check(err)
}

// scriptOpening writes what the screen of a rep's next review begins with:
// opening FILE DATE REP INTO.
func scriptOpening(ts *testscript.TestScript, _ bool, args []string) {
	today, err := agenda.ParseDate(args[1])
	ts.Check(err)
	ctx, path := context.Background(), ts.MkAbs(args[0])
	d := &desk{now: time.Now, today: today, first: route.To{Place: route.Review}, asked: asked{rep: args[2]}}
	d.open = func(context.Context) (*store.Store, error) { return store.Open(path) }
	_, err = d.Open(ctx)
	ts.Check(err)
	screen, err := d.Screen(ctx, d.first)
	ts.Check(err)
	lines, _, _, _ := screen.View(80, 24)
	screen.Leave()
	_, err = d.close()
	ts.Check(err)
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.String() + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(b.String()), 0o600))
}

// scriptSwap writes a file with some texts in the place of others, which must
// be there: swap FILE INTO OLD NEW... In a text \n is a line end.
func scriptSwap(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for i := 2; i+1 < len(args); i += 2 {
		if !strings.Contains(text, args[i]) {
			ts.Fatalf("%s does not hold %q", args[0], args[i])
		}
		text = strings.Replace(text, args[i], strings.ReplaceAll(args[i+1], `\n`, "\n"), 1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// scriptNth puts a word of a file into a variable: nth FILE TEXT VARIABLE
// takes the first word of the first line that contains TEXT.
func scriptNth(ts *testscript.TestScript, _ bool, args []string) {
	for line := range strings.SplitSeq(ts.ReadFile(args[0]), "\n") {
		if words := strings.Fields(line); strings.Contains(line, args[1]) && len(words) > 0 {
			ts.Setenv(args[2], words[0])
			return
		}
	}
	ts.Fatalf("no line with %q", args[1])
}

// scriptPrepare prepares the next review of a rep as somebody does on the
// screen: prepare FILE REP.
func scriptPrepare(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	st, err := store.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { ts.Check(st.Close()) }()
	now := testToday.Time().Add(9 * time.Hour)
	rep, err := st.PersonByName(ctx, args[1])
	ts.Check(err)
	deals, err := st.Deals(ctx, store.Filter{Owner: rep.ID})
	ts.Check(err)
	var ids []string
	for _, d := range deals {
		ids = append(ids, d.ID)
	}
	was, err := st.CreateReview(ctx, agenda.NewReview(store.NewID(), rep.ID, "", ids, testToday))
	ts.Check(err)
	next := was.Clone()
	ts.Check(next.Answer(agenda.Answer{DealID: ids[0], Question: "price-seen", Value: agenda.Yes, Evidence: "mail of 12 Nov", Author: rep.ID}, now))
	ts.Check(next.AddAction(agenda.Action{ID: store.NewID(), DealID: ids[0], Text: "Book the CISO call", Owner: rep.ID, Author: rep.ID}, now))
	ts.Check(next.SetNote(agenda.Note{DealID: ids[0], Author: rep.ID, Text: "CISO is back on Thursday"}, "", now))
	ts.Check(next.SetDraft(agenda.Draft{Author: rep.ID, Place: "park", Text: "half-typed"}))
	_, err = st.SaveReview(ctx, was, next)
	ts.Check(err)
}
