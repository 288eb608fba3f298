package minutes_test

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
)

var wrote = time.Date(2026, time.November, 23, 15, 0, 0, 0, time.UTC)

// three are an open action, one that is done and one that lacks everything.
func three(s string) minutes.ActionsOf {
	ana := agenda.Person{ID: "ana", Name: "Ana Ruiz", Role: agenda.Rep, Email: "ana@example.com"}
	return minutes.ActionsOf{Rep: ana, Today: monday, Items: []minutes.Item{
		{Action: agenda.Action{ID: uuid + "1", Text: s, Owner: "ana", Priority: 1, Due: monday + 2, DoneWhen: s, State: agenda.ToDo, At: wrote}, Deal: s, Obstacle: s},
		{Action: agenda.Action{ID: uuid + "2", Text: "b" + s, Owner: "ana", Priority: 2, Due: monday, State: agenda.Done, At: wrote, DoneAt: wrote}, Deal: "Initech rollout"},
		{Action: agenda.Action{ID: uuid + "3", Text: "c" + s, State: agenda.ToDo}},
		{Action: agenda.Action{ID: uuid + "4", Text: "dropped", Owner: "ana", State: agenda.Dropped}},
	}}
}

func writtenAs(t *testing.T, f minutes.Format, list minutes.ActionsOf) string {
	t.Helper()
	var b strings.Builder
	if err := minutes.WriteActionsAs(&b, f, list, wrote); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

// hostileMore are texts that formats other than Markdown would take for more
// than text.
var hostileMore = append([]string{
	"x 2026-01-01 done", "(A) first", "2026-11-23 dated", "+project", "@home", "due:2020-01-01", "key:value", "http://a.example/x", "\r\nBcc: all@example.com\r\n\r\nbody",
	"END:VTODO\r\nEND:VCALENDAR", "BEGIN:VALARM", "a;b,c:d\\e\"f", "\u2028BEGIN:VEVENT", "📅 2020-01-01 ✅ 2020-01-01 ⏫", strings.Repeat("长 name ", 300), "=1+1", "@SUM(1)",
	"=?utf-8?q?Bcc=3A?=", ".", "From me", "客户名称 & Zoë",
}, hostile...)

func TestCSVReadsBack(t *testing.T) {
	for _, s := range hostileMore {
		rows, err := csv.NewReader(strings.NewReader(writtenAs(t, minutes.CSV, three(s)))).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%q: %d rows, %v", s, len(rows), err)
		}
		if got := safe.FromSpreadsheet(rows[1][1]); got != string(safe.Block(s)) {
			t.Errorf("%q comes back as %q", s, got)
		}
		for _, cell := range slices.Concat(rows...) {
			if bare := strings.TrimLeft(cell, ` "`); bare != "" && strings.ContainsAny(bare[:1], "=+-@\t\r\x00") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
}

func TestJSONReadsBack(t *testing.T) {
	for _, s := range hostileMore {
		var list []map[string]any
		if err := json.Unmarshal([]byte(writtenAs(t, minutes.JSON, three(s))), &list); err != nil || len(list) != 3 {
			t.Fatalf("%q: %d, %v", s, len(list), err)
		}
		if text := writtenAs(t, minutes.JSON, three(s)); string(safe.Block(text)) != text {
			t.Errorf("%q is written as it is: %q", s, text)
		}
		if utf8.ValidString(s) && list[0]["text"] != s || list[0]["due"] != "2026-11-25" || list[1]["state"] != "done" || list[2]["owner"] != "" {
			t.Errorf("%q: %v", s, list)
		}
	}
	if got := writtenAs(t, minutes.JSON, minutes.ActionsOf{}); got != "[]\n" {
		t.Errorf("nothing is %q", got)
	}
}

func TestTodoTxt(t *testing.T) {
	want := "(A) 2026-11-23 Book the CISO call +Book-the-CISO-call @Ana-Ruiz due:2026-11-25 id:" + uuid + "1\n" +
		"x 2026-11-23 2026-11-23 bBook the CISO call +Initech-rollout @Ana-Ruiz due:2026-11-23 pri:B id:" + uuid + "2\n" +
		"cBook the CISO call id:" + uuid + "3\n"
	if got := writtenAs(t, minutes.TodoTxt, three("Book the CISO call")); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	key := regexp.MustCompile(`(^|\s)([^\s:]+):([^\s/][^\s]*)`)
	for _, s := range hostileMore {
		list := three(s)
		list.Items[2].Action.ID = s + " +project" // no id of ours
		lines := strings.Split(strings.TrimSuffix(writtenAs(t, minutes.TodoTxt, list), "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("%q: %q", s, lines)
		}
		for i, prefix := range []string{"(A) 2026-11-23 ", "x 2026-11-23 2026-11-23 ", "c"} {
			if !strings.HasPrefix(lines[i], prefix) {
				t.Errorf("%q: %q", s, lines[i])
			}
		}
		due := 0
		for _, m := range key.FindAllStringSubmatch(lines[0], -1) {
			switch m[2] {
			case "due":
				due++
			case "id":
			default:
				t.Errorf("%q: %q is read as a key of its own in %q", s, m[2], lines[0])
			}
		}
		if words := strings.Fields(lines[2]); due != 1 || slices.ContainsFunc(words, func(w string) bool { return w[0] == '+' || w[0] == '@' }) {
			t.Errorf("%q: %d dates, %q", s, due, lines[2])
		}
	}
}

func TestObsidian(t *testing.T) {
	got := writtenAs(t, minutes.Obsidian, three("Book the CISO call"))
	want := `## Ana Ruiz (rep)

- [ ] Book the CISO call · Book the CISO call · removes: Book the CISO call · done when: Book the CISO call 🆔 ` + uuid + `1 ⏫ ➕ 2026-11-23 📅 2026-11-25
- [x] bBook the CISO call · Initech rollout 🆔 ` + uuid + `2 🔼 ➕ 2026-11-23 📅 2026-11-23 ✅ 2026-11-23

## No owner yet

- [ ] cBook the CISO call 🆔 ` + uuid + "3\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, s := range hostileMore {
		list := three(s)
		list.Items[2].Action.ID = s + " 📅 2020-01-01" // no id of ours
		document := writtenAs(t, minutes.Obsidian, list)
		o := read(t, "GitHub", document)
		if o.tasks != 3 || o.items != 3 || len(o.headings) != 2 || len(o.foreign) > 0 || strings.Count(document, "📅") != 2 || strings.Count(document, "✅") != 1 {
			t.Errorf("%q is read as %+v:\n%s", s, o, document)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range minutes.Formats {
		if got, err := minutes.ParseFormat(strings.ToUpper(string(f))); err != nil || got != f || f.Ext() == "." {
			t.Errorf("%s: %s, %v", f, got, err)
		}
	}
	if _, err := minutes.ParseFormat("docx"); err == nil || !strings.Contains(err.Error(), `no format "docx": say md, csv, json`) {
		t.Errorf("%v", err)
	}
}
