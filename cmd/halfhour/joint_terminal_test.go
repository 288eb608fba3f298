package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fileWithSharedDeals has two deals that Ana and Bo own together, and one of
// each alone.
func fileWithSharedDeals(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	export := filepath.Join(dir, "export.csv")
	rows := `Deal ID,Deal Name,Company,Owner,Co-Owner,Stage,Amount,Currency,Close Date
J-1,Nordlicht renewal,Nordlicht Energie GmbH,Ana Ruiz,Bo Sørensen,Negotiation,84000,EUR,2026-11-14
J-2,青岚云平台扩容,青岚科技有限公司,Bo Sørensen,Ana Ruiz,Discovery,51000,EUR,2027-01-22
J-3,Kestrel pilot,Kestrel Avionics,Ana Ruiz,,Qualification,7000,EUR,2026-12-23
J-4,Ferry booking,Halden Sjøfart,Bo Sørensen,,Proposal,9000,EUR,2026-12-01
J-5,Depot roof,Transportes Ibáñez,Zoë Ñandú,,Proposal,9000,EUR,2026-12-01
`
	if err := os.WriteFile(export, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23"}
	said(t, env, "--me", "Dana Lee", "--role", "manager", "--currency", "EUR", "import", export)
	return env
}

// Two reps review what they own together, and nothing else.
func TestJointReviewInATerminal(t *testing.T) {
	env := fileWithSharedDeals(t)
	x := runTerminal(t, 120, 36, env, "review", "--rep", "bo", "--rep", "ana")
	x.wait("Bo Sørensen and Ana Ruiz with Dana Lee", "23:00, not started", "What Bo Sørensen and Ana Ruiz own together", "2 deals, €135,000", "Nordlicht renewal", "青岚云平台扩容")
	for _, alone := range []string{"Kestrel pilot", "Ferry booking", "shared with", "coverage"} {
		if strings.Contains(x.shown(), alone) {
			t.Errorf("%q is on the screen:\n%s", alone, x.shown())
		}
	}
	x.typed(enter, right, "w", "a")
	x.wait("typing: Bo", "owner Bo Sørensen")
	x.typed("Ask for the date @ana", enter)
	x.wait("Ask for the date")
	x.typed("q")
	if code := x.exit(); code != 0 || !strings.Contains(x.shown(), `halfhour review --rep "Bo Sørensen" --rep "Ana Ruiz"`) {
		t.Fatalf("exit code %d:\n%s", code, x.shown())
	}

	// A review of one of them is another one; the joint one is found in any order.
	x = runTerminal(t, 120, 36, env, "review", "--rep", "ana")
	x.wait("Ana Ruiz with Dana Lee", "30:00, not started", "Kestrel pilot", "shared with Bo Sørensen")
	x.typed("q")
	x.exit()
	x = runTerminal(t, 120, 36, env, "review", "--rep", "ana", "--rep", "bo")
	x.wait("Go on?", "Bo Sørensen and Ana Ruiz")
	x.typed(enter)
	x.wait("Bo Sørensen and Ana Ruiz with Dana Lee", "Ask for the date")
	x.typed(right, right, "f", "y")
	x.wait("Finished in", "Minutes: ")
	x.typed("q")
	x.exit()
	minutes := said(t, env, "export", "review", "--rep", "bo")
	for _, want := range []string{"# Pipeline review · Bo Sørensen and Ana Ruiz with Dana Lee", "- Present: Bo Sørensen (rep), Ana Ruiz (rep), Dana Lee (manager)"} {
		if !strings.Contains(minutes, want) {
			t.Errorf("no %q in\n%s", want, minutes)
		}
	}
	if !strings.Contains(said(t, env, "actions", "--rep", "ana"), "Ask for the date") {
		t.Error("the action is not among those of Ana's reviews")
	}
}

// Anything else is refused, with why.
func TestJointReviewsThatAreNone(t *testing.T) {
	env := fileWithSharedDeals(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--rep", "ana", "--rep", "zoë"}, "Ana Ruiz and Zoë Ñandú own no open deal together, and a joint review is only for those"},
		{[]string{"--rep", "ana", "--rep", "bo", "--rep", "zoë"}, "Ana Ruiz, Bo Sørensen and Zoë Ñandú own no open deal together"},
		{[]string{"--rep", "ana", "--rep", "bo", "--deals", "Kestrel"}, `"Kestrel pilot" is not a deal that Ana Ruiz and Bo Sørensen own together, and a joint review is only for those; halfhour review --rep "Ana Ruiz" is for it`},
		{[]string{"--rep", "ana", "--rep", "bo", "--manager", "bo"}, "Bo Sørensen cannot be rep and manager of one review"},
	} {
		x := runTerminal(t, 200, 30, env, append([]string{"review"}, c.args...)...)
		if code := x.exit(); code != 2 {
			t.Errorf("%q: exit code %d", c.args, code)
		}
		x.has(c.want)
	}
}

// A manager's private coaching note stays in the file, and in nothing else.
func TestCoachingNoteInATerminal(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 120, 36, env, "review", "--rep", "ana")
	x.wait("30:00, not started")
	x.typed(enter, right)
	x.wait("Ready for")
	x.typed("C")
	x.wait("for your eyes only")
	x.typed("asks before telling", esc)
	x.gone("for your eyes only")
	x.typed("C")
	x.wait("asks before telling")
	x.typed(" and practises silence")
	x.wait("silence")
	x.typed(ctrlC)
	x.exit()
	x = runTerminal(t, 120, 36, env, "review", "--rep", "ana")
	x.wait("Go on?")
	x.typed(enter)
	x.wait("Ready for")
	x.typed("C")
	x.wait("asks before telling and practises silence")
	x.typed(esc)
	x.gone("for your eyes only")
	x.typed(right, right, right, "f", "y")
	x.wait("Minutes: ")
	x.typed("q")
	x.exit()
	for _, args := range [][]string{{"export", "review"}, {"export", "actions"}, {"deals", "--json"}, {"actions"}} {
		if strings.Contains(said(t, env, args...), "silence") {
			t.Errorf("%q has it", args)
		}
	}
}
