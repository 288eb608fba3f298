package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store"
)

// hostileWord is in every word that a person types, of those that may hold it.
const hostileWord = "\x1b[2J\x1b]0;x\a\u009b\u202e\u200b\U000e0041"

// holdHostile holds reviews in which all that is said attacks.
func holdHostile(t *testing.T, env []string) {
	t.Helper()
	st, err := store.Open(strings.TrimPrefix(env[0], "HALFHOUR_DB="))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ana Ruiz", hostileRep} {
		holdHostileWith(t, st, name)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

func holdHostileWith(t *testing.T, st *store.Store, name string) {
	t.Helper()
	ctx := t.Context()
	rep, err := st.PersonByName(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	deals, err := st.Deals(ctx, store.Filter{Owner: rep.ID})
	if err != nil || len(deals) < 3 {
		t.Fatal(len(deals), err)
	}
	now := testToday.Time().Add(10 * time.Hour)
	was, err := st.CreateReview(ctx, agenda.NewReview(store.NewID(), rep.ID, me.ID, []string{deals[0].ID, deals[1].ID, deals[2].ID}, testToday))
	if err != nil {
		t.Fatal(err)
	}
	r := was.Clone()
	err = r.Start(now)
	for i, a := range attacks {
		deal, obstacle := deals[i%3].ID, store.NewID()
		err = errors.Join(err,
			r.AddObstacle(agenda.Obstacle{ID: obstacle, DealID: deal, Text: "In the way " + a, Author: me.ID}),
			r.AddAction(agenda.Action{ID: store.NewID(), DealID: deal, Text: "Do " + a, Owner: []string{rep.ID, me.ID}[i%2], Priority: 1, Due: testToday, DoneWhen: "seen " + a, Obstacle: obstacle, Author: me.ID}, now),
			r.Park(agenda.Parked{ID: store.NewID(), Text: "Topic " + a, Author: rep.ID}, now))
	}
	err = errors.Join(err, r.Answer(agenda.Answer{DealID: deals[0].ID, Question: "price-seen", Value: agenda.Yes, Evidence: hostileWord, Author: rep.ID}, now),
		r.SetNote(agenda.Note{DealID: deals[0].ID, Author: rep.ID, Text: strings.Join(attacks, "\n")}, "", now), r.Finish(now.Add(25*time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = st.SaveReview(ctx, was, r); err != nil {
		t.Fatal(err)
	}
}

// stagesOf writes stages with names and questions that attack.
func stagesOf(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stages.toml")
	text := "[[stage]]\nname = \"One \\u001b[2J\\u202e\"\nlike = \"Proposal\"\ncrm = [\"S\\u001b]0;x\\u0007\"]\ndays = 9\nquestions = [{ ask = \"Why \\u001b[2J\\u009b?\" }, { ask = \"Who \\u202e?\" }]\n" +
		"[[stage]]\nname = \"Won\"\nlike = \"Won\"\n[[stage]]\nname = \"Lost\"\nlike = \"Lost\"\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whatever stands in a file or is typed, no command's output orders the terminal
// to do anything.
func TestNoCommandPrintsOrders(t *testing.T) {
	env, printed := hostileFile(t)
	if bad := obeyed(printed); bad != nil || !strings.Contains(printed, fmt.Sprint(len(attacks))) {
		t.Errorf("import printed %v:\n%q", bad, printed)
	}
	holdHostile(t, env)
	folder := t.TempDir()
	run := func(args ...string) string {
		cmd := exec.Command("halfhour", args...)
		cmd.Env, cmd.Dir = append(os.Environ(), env...), folder
		out, _ := cmd.CombinedOutput()
		if bad := obeyed(string(out)); bad != nil {
			t.Errorf("halfhour %q prints %v:\n%q", args, bad[:min(len(bad), 9)], out)
		}
		return string(out)
	}
	ids := func(args ...string) (list []string) {
		var found []struct{ ID string }
		if err := json.Unmarshal([]byte(run(args...)), &found); err != nil || len(found) == 0 {
			t.Fatalf("%q: %d, %v", args, len(found), err)
		}
		for _, f := range found {
			list = append(list, f.ID)
		}
		return list
	}
	deals, actions := ids("deals", "--json"), ids("actions", "--json")
	w := hostileWord
	for _, args := range hostileCommands(w, deals, actions, stagesOf(t)) {
		run(args...)
	}
	dir, export := filepath.Dir(strings.TrimPrefix(env[0], "HALFHOUR_DB=")), strings.TrimPrefix(env[2], "HALFHOUR_EXPORT=")
	text, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	later := strings.NewReplacer(",1000,", ",2000,", "2026-11-14", "2027-01-14", ",Send ", ",Sent ", "Firma ", "Firm ").Replace(string(text))
	for name, content := range map[string]string{export: later, "team" + w + ".csv": "Rep,Manager\nBo " + w + ",Odile " + w + "\n,x\n", "ticked" + w + ".md": run("export", "actions") + "- [ ] one more " + w + "\n- [x] " + w + " @nobody fri\n"} {
		if !filepath.IsAbs(name) {
			name = filepath.Join(folder, name)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(content, "- [ ]", "- [x]", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"--today", "2026-11-24", "import", "--dry-run", export}, {"--today", "2026-11-24", "import", export}, {"--today", "2026-11-24", "changes", "--since", "import"}, {"changes", "--since", "2026-01-01"}, {"changes", "--since", "last-review", "--rep", hostileRep},
		{"--today", "2026-11-24", "deals", "--why", deals[0]}, {"people", "import", "team" + w + ".csv"}, {"actions", "import", "ticked" + w + ".md"}, {"actions", "--rep", "Bo " + w}, {"deals", "--rep", "Bo " + w}, {"followup", "--rep", hostileRep},
		{"people", "merge", "Bo " + w, "New " + w + "er"}, {"people", "merge", "Bo " + w, "New " + w + "er", "--yes"},
		{"doctor", "backup"}, {"doctor", "restore", "/nowhere" + w, "--yes"}, {"doctor", "restore", newestCopy(t, dir), "--yes"}, {"doctor", "export", "-o", "all" + w}, {"--db", "n" + w + ".db", "doctor", "import", "all" + w}, {"--db", "n" + w + ".db", "doctor"},
		{"packet", "export", "--rep", hostileRep, "-o", "q"}, {"--db", "n" + w + ".db", "packet", "import", "q"}, {"packet", "import", "q"},
	} {
		run(args...)
	}
	for _, raw := range []string{"\xe4\x1b[2J", "\x9b2J", "caf\xc3", "\xed\xa0\x80\x1bc"} { // no text at all
		for _, args := range [][]string{{"deals", "--rep", raw}, {"import", raw}, {raw}, {"--" + raw}, {"people", "add", "X" + raw}, {"people"}, {"actions", "add", raw}, {"hygiene", "fix", deals[0], "next=" + raw}} {
			run(args...)
		}
	}
	for _, shown := range []struct{ in, has string }{ // so that the commands did what they are about
		{run("hygiene", "--mended"), "CRM"}, {run("followup"), "Ana"}, {run("packet", "versions"), "Nothing"}, {run("export", "review"), "Parked topics"},
		{run("people"), "New ␛[2J"}, {run("stages"), "Why ␛[2J"}, {run("actions"), "Typed ␛[2J"},
	} {
		if !strings.Contains(shown.in, shown.has) {
			t.Errorf("there is no %q in\n%s", shown.has, shown.in)
		}
	}
}

// A file that is printed on a terminal, as it was received anywhere else, orders
// it to do nothing either.
func TestNoFileOrdersATerminal(t *testing.T) {
	env, _ := hostileFile(t)
	holdHostile(t, env)
	if raw := said(t, env, "deals", "--csv"); obeyed(raw) == nil {
		t.Errorf("a CSV in a pipe is not what was imported:\n%q", raw)
	}
	said(t, env, "stages", "import", stagesOf(t))
	said(t, env, "hygiene", "fix", "Deal "+attacks[0], "next="+hostileWord, "by=fri")
	for args, has := range map[string]string{
		"deals|--csv": "␛", "hygiene|--csv": "␛", "export|parked": "quoted-printable", "export|actions|--format|ics": "BEGIN:VTODO", "export|actions|--format|eml|--owner|Ana Ruiz": "Subject",
		"export|actions|--format|csv": "␛", "packet|export|--rep|Ana Ruiz|-o|-": "u001b", "stages|export": "⟪RLO⟫", "doctor|export|-o|-": "u001b", "deals|--json": "u001b",
	} {
		x := runTerminal(t, 250, 100, env, strings.Split(args, "|")...)
		x.exit()
		sent := x.written()
		if bad := foreign(sent); bad != nil || obeyed(strings.ReplaceAll(sent, "\r\n", "\n")) != nil || !strings.Contains(sent, has) {
			t.Errorf("halfhour %s sends a terminal %q:\n%.3000q", args, bad, sent)
		}
	}
}

func newestCopy(t *testing.T, dir string) string {
	t.Helper()
	copies, err := filepath.Glob(filepath.Join(strings.ReplaceAll(dir, "[", "\\["), "backups", "*.db"))
	if err != nil || len(copies) == 0 {
		t.Fatalf("%q, %v", copies, err)
	}
	return copies[len(copies)-1]
}

// hostileCommands are commands whose every word attacks, or that show such words.
func hostileCommands(w string, deals, actions []string, stages string) [][]string {
	list := [][]string{
		{}, {"--plain"}, {"deals"}, {"deals", "--all"}, {"deals", "--group", "owner"}, {"deals", "--group", "stage"}, {"deals", "--columns", w}, {"deals", "--filter", w},
		{"deals", "--stage", w}, {"deals", "--finding", w}, {"deals", "--sort", w}, {"deals", "--saved", w}, {"deals", "--why", deals[0]}, {"deals", "--why", w}, {"deals", "--rep", w},
		{"deals", "--columns", "deal,account,owner,stage,next,close,amount,why"}, {"deals", "-o", "/nowhere/" + w}, {"deals", "--csv", "-o", "d" + w + ".csv"}, {"deals", "--csv", "-o", "d" + w + ".csv"},
		{"people", "add", "New " + w, "--role", "rep"}, {"people", "add", "New " + w}, {"people", "email", "New " + w, "x" + w + "@example.com"}, {"people", "manager", "New " + w, "Ana Ruiz"}, {"people", "role", "New " + w, w},
		{"people", "rename", "New " + w, "New " + w + "er"}, {"people", "merge", "New " + w, w}, {"people", "key", "New " + w}, {"people", "key", "New " + w, "/nowhere/" + w}, {"people", "import", "/nowhere/" + w}, {"people"}, {"people", "--json"},
		{"actions"}, {"actions", "--all"}, {"actions", "add", "Typed " + w + " @ana"}, {"actions", "add", "Typed", "--owner", w}, {"actions", "add", "x", "--deal", w}, {"actions", "add", "x", "--due", w}, {"actions", "add", "x " + w, "--done-when", w},
		{"actions", "edit", actions[0], "--text", "Typed " + w}, {"actions", "edit", actions[0], "--due", w}, {"actions", "done", actions[1]}, {"actions", "reopen", actions[1]}, {"actions", "carry", actions[1]}, {"actions", "carry", actions[1], "--to", w},
		{"actions", "drop", actions[2], "--reason", w}, {"actions", "undo"}, {"actions", "done", w}, {"actions", "import", "/nowhere/" + w}, {"actions", "--rep", w},
		{"hygiene"}, {"hygiene", "--json"}, {"hygiene", "fix", deals[0], "next=" + w, "by=fri"}, {"hygiene", "fix", deals[1], "contact=" + w + " <x@example.com>"}, {"hygiene", "fix", deals[2], "account=" + w, "amount=5"},
		{"hygiene", "fix", deals[0], "amount=" + w}, {"hygiene", "fix", deals[0], w + "=5"}, {"hygiene", "fix", w, "amount=5"}, {"hygiene", "--mended"}, {"hygiene", "--mended", "--json"},
		{"followup"}, {"followup", "--json"}, {"followup", "--rep", "Ana Ruiz"}, {"followup", "--rep", w}, {"followup", "--rep", "Ana Ruiz", "-o", w + ".eml"},
		{"export", "review"}, {"export", "parked", "-o", "mails/"}, {"export", "actions", "--format", "eml", "-o", "mails/"}, {"export", "actions", "--format", w}, {"export", "actions", "--owner", w}, {"export", "review", w},
		{"packet", "export", "--rep", "Ana Ruiz", "-o", "p" + w}, {"packet", "export", "--rep", "Ana Ruiz", "-o", "p"}, {"packet", "import", "p"}, {"packet", "import", "p", "--json"}, {"packet", "versions"}, {"packet", "pick", w, "mine"}, {"packet", "import", "/nowhere/" + w},
		{"stages"}, {"stages", "--json"}, {"stages", "import", stages}, {"stages"}, {"stages", "--json"}, {"stages", "import", "/nowhere/" + w}, {"settings"}, {"settings", "import", "/nowhere/" + w},
		{"deals", "--why", deals[1]}, {"export", "review"}, {"doctor"}, {"doctor", "--json"}, {"doctor", "backup"}, {"doctor", "backup", w}, {"doctor", "restore", "/nowhere/" + w}, {"doctor", "import", "/nowhere/" + w},
		{"changes"}, {"changes", "--since", w}, {"changes", "--since", "2026-01-01"}, {"changes", "--since", "2026-01-01", "--waterfall"}, {"changes", "--since", "import", "--json"}, {"changes", "--closing", w}, {"changes", "--rep", w},
		{"review", "--rep", w}, {"review", "--rep", "Ana Ruiz", "--deals", w}, {"review", "--rep", "Ana Ruiz", "--manager", w}, {"review", "--rep", "Ana Ruiz", "--share=" + w}, {"prep", "--rep", w},
		{"import", "/nowhere/" + w + ".csv"}, {"import", "--map", w, "x.csv"}, {"import", "--stage", w, "x.csv"}, {"import", "--encoding", w, "x.csv"}, {"import", "--dates", w, "x.csv"},
		{w}, {"--" + w}, {"--db", "/nowhere/" + w + "/x.db", "deals"}, {"--today", w, "deals"}, {"--me", w, "--role", w, "people"}, {"--currency", w, "people"},
		{"__complete", "review", "--rep", ""}, {"__complete", "people", "key", ""}, {"__complete", "deals", "--why", ""},
	}
	for _, format := range []string{"md", "csv", "json", "todotxt", "obsidian"} {
		list = append(list, []string{"export", "actions", "--format", format}, []string{"export", "review", "--format", format})
	}
	return list
}
