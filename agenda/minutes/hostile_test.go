package minutes_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"

	"pgregory.net/rapid"
)

// hostile are texts that a Markdown reader would take for more than text.
var hostile = []string{
	"# Heading", "## Initech ##", "####### seven", "#", "name #", "Deal #4", "Setext\n===", "Setext\n---", "===", "---", "***", "___",
	"- [ ] one more task", "- [x] done", "* item", "+ item", "1. item", "1) item", "2026. Budget", "-", "+", "*",
	"**bold** _em_ __strong__ ~~gone~~ ***both***", "snake_case_name", "a*b*c", "`code`", "``` fence", "```\ncode\n```", "~~~\ncode\n~~~", "    indented",
	"[link](http://evil.example)", "[ref]", "[ref]: http://evil.example", "![image](http://evil.example/x.png)", "[^1]", "[^1]: note", "[x]", "[ ] task",
	"<http://evil.example>", "<ana@initech.example>", "<b>bold</b>", "<script>alert(1)</script>", "<!-- comment -->", "<!-- halfhour:0193a5f0 -->", "-->",
	"<?php ?>", "<![CDATA[x]]>", "<!DOCTYPE html>", "</div>", "<img src=x onerror=alert(1)>", "a < b > c", "> quote", ">", "&amp; &lt;b&gt; &#35; &copy;",
	"http://evil.example/a_b", "https://evil.example", "ftp://evil.example", "www.evil.example", "WWW.evil.example", "see (www.evil.example)", "mailto:ana@initech.example",
	"ana@initech.example", "ana.ruiz+x@initech.example", "@dana", "| a | b |\n| - | - |\n| c | d |", "a | b\n-|-\nc | d", ":-:", ":--", "head\n:-:",
	`back\slash\`, `\`, `\\`, `\*`, "trailing  \nspaces", "two\nlines", "two\r\nlines\rcr", "tab\tbed", "para\n\n# Heading\n\n- [ ] task\n\n<div>",
	"\x1b[2J", "\u202egnp.exe", "\u2028# Heading", "\x00", "\xff", "", " ", "\u00a0", "\u00a0# x", "客户（名称）·《合同》", "· done when: x", "*", "_", "!", "![", "!\n[x](y)",
}

// TestHostileTextStaysText puts each hostile text into every place that text
// from outside can come to, and looks at what a reader makes of the document.
func TestHostileTextStaysText(t *testing.T) {
	for _, s := range hostile {
		for reader := range readers {
			checkActions(t, reader, s)
			checkReview(t, reader, s)
		}
	}
}

// shown is how a reader sees text from outside.
func shown(s string) string { return strings.TrimSpace(string(safe.Line(s))) }

func orNoName(s string) string {
	if s == "" {
		return "(no name)"
	}
	return s
}

func checkActions(t *testing.T, reader, s string) {
	t.Helper()
	person := agenda.Person{ID: "p", Name: s, Role: agenda.Role(s)}
	action := agenda.Action{ID: uuid + "1", Text: s, Owner: "p", Priority: 1, Due: monday, DoneWhen: s}
	bare := agenda.Action{ID: s + "-->", Text: s}
	var b strings.Builder
	err := minutes.WriteActions(&b, minutes.ActionsOf{Rep: person, Today: monday, Items: []minutes.Item{{action, s, s}, {bare, s, ""}}})
	if err != nil {
		t.Fatal(err)
	}
	o, x := read(t, reader, b.String()), shown(s)
	title := "# Action items · " + orNoName(x) + " · week of 23 Nov 2026"
	if s == "" {
		title = "# Action items · week of 23 Nov 2026"
	}
	role := " (" + x + ")"
	if s == "" {
		role = ""
	}
	want := []string{title, "## " + orNoName(x) + role, "## No owner yet"}
	if !slices.Equal(o.headings, want) || strings.Count(b.String(), "<!--") != 1 || o.comments != 1 || len(o.foreign) > 0 || o.items != 2 || reader == "GitHub" && o.tasks != 2 {
		t.Errorf("%s reads the actions of %q as %+v, want %q:\n%s", reader, s, o, want, b.String())
	}
	checkEscaped(t, b.String())
	if x != "" && !strings.Contains(o.lines[0], "P1 "+x+", due Mon 23 Nov · "+x+" · removes: "+x+" · done when: "+x) {
		t.Errorf("%s reads %q as %q", reader, s, o.lines[0])
	}
}

func checkReview(t *testing.T, reader, s string) {
	t.Helper()
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	r := agenda.NewReview("r", "p", "q", []string{"d1", "d2"}, monday)
	r.Answers = []agenda.Answer{
		{DealID: "d1", Question: "price-seen", Value: agenda.Value(s + "!"), Evidence: s, Author: "p", At: at},
		{DealID: "d1", Question: s + "!", Value: agenda.Yes, Author: "p", At: at},
	}
	r.Obstacles = []agenda.Obstacle{{ID: "o", DealID: "d1", Text: s, Author: "p"}}
	r.Actions = []agenda.Action{{ID: uuid + "1", DealID: "d1", Text: s, Owner: "p", Obstacle: "o", DoneWhen: s}, {ID: uuid + "2", Text: s}}
	written := "note " + s + "\n" + s + "\n\n" + s
	r.Notes = []agenda.Note{{DealID: "d1", Author: "p", Text: written}}
	r.Parked = []agenda.Parked{{Text: s, Author: "p", At: at}}
	r.Attendance = []agenda.Attendance{{Person: "x", What: agenda.Joined, At: at}}
	b := agenda.Briefing{Today: monday, People: []agenda.Person{{ID: "p", Name: s, Role: agenda.Rep}, {ID: "q", Name: s, Role: agenda.Manager}, {ID: "x", Name: s}}, Deals: []agenda.Deal{{
		ID: "d1", Name: s, Account: s, Stage: s, Step: agenda.Proposal, NextStep: s, LastActivity: monday, ActivityKind: s,
	}}, Process: agenda.Process{Stages: []agenda.ProcessStage{{Name: s, Step: agenda.Proposal, Questions: []agenda.Question{{ID: "price-seen", Text: s}, {ID: "unanswered", Text: s}}}}}}
	var out strings.Builder
	if err := minutes.WriteReview(&out, r, b, func(string) string { return s }, time.UTC); err != nil {
		t.Fatal(err)
	}
	o, x := read(t, reader, out.String()), orNoName(shown(s))
	want := []string{
		fmt.Sprintf("# Pipeline review · %s with %s · 23 Nov 2026", x, x), "## Time", "## " + x, "### Exit questions", "### Obstacles", "### Actions", "### Notes",
		"## " + x, "## The whole review", "### Actions", "## Parked topics",
	}
	const items = 5 + 4 + 3 + 1 + 1 + 1 + 1 // head, times, answers, obstacle, two actions, parked
	if !slices.Equal(o.headings, want) || strings.Count(out.String(), "<!--") != 2 || o.comments != 2 || len(o.foreign) > 0 || o.items != items || reader == "GitHub" && o.tasks != 2 {
		t.Errorf("%s reads the minutes of %q as %+v, want %q:\n%s", reader, s, o, want, out.String())
	}
	checkEscaped(t, out.String())
	if note := firstLine(written); !strings.Contains(strings.Join(o.lines, "\n"), note) {
		t.Errorf("%s has no note %q among %q", reader, note, o.lines)
	}
}

var (
	anEscape = regexp.MustCompile(`\\[[:punct:]]`)
	aBox     = regexp.MustCompile(`(?m)^- \[[ x]\] `)
	aComment = regexp.MustCompile(`(?m) <!-- halfhour:[0-9A-Za-z-]+ -->$`)
)

// checkEscaped looks at a document without a reader, whose next version may read
// more into it: but for our own boxes, bold words and comments, nothing that
// could be markup within a line stands there without a backslash.
func checkEscaped(t *testing.T, document string) {
	t.Helper()
	rest := aComment.ReplaceAllString(aBox.ReplaceAllString(anEscape.ReplaceAllString(document, " "), ""), "")
	for l := range strings.SplitSeq(rest, "\n") {
		if l = strings.TrimSuffix(l, `\`); strings.ContainsAny(l, "`_[]<&|~\\") || strings.Contains(l, "![") || strings.Contains(l, ":/") {
			t.Errorf("%q is not escaped in\n%s", l, document)
		}
	}
}

// firstLine returns the first line of a note as a reader sees it.
func firstLine(note string) string {
	first, _, _ := strings.Cut(string(safe.Block(note)), "\n")
	return strings.Trim(first, " ")
}

// TestAnyTextReadsAsItself: a reader sees exactly the text that was written.
func TestAnyTextReadsAsItself(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom(hostile),
		rapid.StringOfN(rapid.SampledFrom([]rune("#*_`[]()<>!&;|~\\-+=:.@/\n \t1aA$\"'{}^%?,·客")), 1, 12, -1),
	)
	rapid.Check(t, func(rt *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 1, 4).Draw(rt, "pieces"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "joined by"))
		for reader := range readers {
			checkActions(t, reader, s)
			checkReview(t, reader, s)
			if t.Failed() {
				rt.FailNow()
			}
		}
	})
}

func FuzzHostileText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for reader := range readers {
			checkActions(t, reader, s)
			checkReview(t, reader, s)
		}
	})
}
