package minutes_test

import (
	"fmt"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/minutes"

	"pgregory.net/rapid"
)

// TestRoundTrip: what is exported, ticked and moved at random comes back as
// exactly those ticks and dates, whatever the words.
func TestRoundTrip(t *testing.T) {
	words := rapid.OneOf(rapid.SampledFrom(hostile), rapid.SampledFrom([]string{
		"Book the call, due Fri 27 Nov", "x · done when: y", ", due ", "**P1** first", "[ ] box", "a <!-- halfhour:0000 -->", "🆔 abc 📅 2026-11-27", "due fri",
	}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		today := monday + agenda.Date(rapid.IntRange(-200, 200).Draw(t, "today"))
		people := []agenda.Person{{ID: "p", Name: words.Draw(t, "rep"), Role: agenda.Rep}, {ID: "q", Name: words.Draw(t, "manager"), Role: agenda.Manager}}
		list := minutes.ActionsOf{Rep: people[0], Today: today, People: people}
		byID := map[string]minutes.Item{}
		for i := range rapid.IntRange(0, 8).Draw(t, "actions") {
			item := minutes.Item{Deal: words.Draw(t, "deal"), Obstacle: words.Draw(t, "obstacle"), Action: agenda.Action{
				ID: fmt.Sprintf("%s%d", uuid, i), Text: words.Draw(t, "text"), Owner: rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "owner"),
				Priority: rapid.IntRange(0, 3).Draw(t, "priority"), DoneWhen: words.Draw(t, "when"), State: agenda.ToDo,
				Due: rapid.SampledFrom([]agenda.Date{0, today - 100, today - 3, today + 4, today + 150, today + 900}).Draw(t, "due"),
			}}
			list.Items = append(list.Items, item)
			byID[item.Action.ID] = item
		}
		format := rapid.SampledFrom([]minutes.Format{minutes.Markdown, minutes.Obsidian}).Draw(t, "format")
		var b strings.Builder
		if err := minutes.WriteActionsAs(&b, format, list, monday.Time()); err != nil {
			t.Fatal(err)
		}
		ticked, moved := map[string]bool{}, map[string]agenda.Date{}
		var lines []string
		for line := range strings.SplitSeq(b.String(), "\n") {
			id, item := idIn(line, byID)
			if id != "" && rapid.Bool().Draw(t, "tick") {
				line = strings.Replace(line, "- [ ]", "- [x]", 1)
				ticked[id] = true
			}
			if was := item.Action.Due; id != "" && was != 0 && rapid.Bool().Draw(t, "move") {
				to := today + agenda.Date(rapid.IntRange(1, 90).Draw(t, "to"))
				line, moved[id] = redated(format, line, was, to, today), to
			}
			lines = append(lines, line)
		}
		tasks, err := minutes.ReadTasks(strings.NewReader(strings.Join(lines, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "ends"))))
		if err != nil || len(tasks) != len(list.Items) {
			t.Fatalf("%d tasks of %d, %v:\n%s", len(tasks), len(list.Items), err, b.String())
		}
		for _, task := range tasks {
			item, known := byID[task.ID]
			if !known || task.Done != ticked[task.ID] {
				t.Fatalf("%+v, want ticked %v:\n%s", task, ticked[task.ID], b.String())
			}
			want := item.Action.Due
			if to, is := moved[task.ID]; is {
				want = to
			}
			due, changed, same, err := task.Due(item, "", today)
			if err != nil || !same || due != want || changed != (want != item.Action.Due) {
				t.Fatalf("%+v is due %v (%v, %v, %v), want %v:\n%s", task, due, changed, same, err, want, strings.Join(lines, "\n"))
			}
		}
	})
}

// A deal, an obstacle or a metric of nothing but spaces, of whatever kind, is none:
// it does not keep the date before it from being read back.
func TestSpacesAreNoWords(t *testing.T) {
	for _, s := range []string{" ", "\u00a0", "\u3000", "\u2003\u00a0", "\u2028"} {
		for _, item := range []minutes.Item{
			{Action: agenda.Action{Text: s}, Deal: s}, {Action: agenda.Action{Text: "Book the call"}, Deal: s}, {Action: agenda.Action{Text: s + "Book" + s, DoneWhen: s}, Obstacle: s},
		} {
			item.Action.ID, item.Action.Due = uuid+"1", monday+4
			document := writtenAs(t, minutes.Markdown, minutes.ActionsOf{Today: monday, Items: []minutes.Item{item}})
			tasks, err := minutes.ReadTasks(strings.NewReader(document))
			if err != nil || len(tasks) != 1 || strings.Contains(document, " · \n") {
				t.Fatalf("%+v, %v of\n%s", tasks, err, document)
			}
			if due, changed, same, err := tasks[0].Due(item, "", monday); err != nil || !same || changed || due != monday+4 {
				t.Errorf("%q is due %v (%v, %v, %v):\n%s", s, due, changed, same, err, document)
			}
		}
	}
}

func idIn(line string, byID map[string]minutes.Item) (string, minutes.Item) {
	for id, item := range byID {
		if strings.Contains(line, "halfhour:"+id) || strings.Contains(line, "🆔 "+id) {
			return id, item
		}
	}
	return "", minutes.Item{}
}

// redated changes the date that the export wrote, the last on the line that is
// followed by what exports write.
func redated(format minutes.Format, line string, was, to, today agenda.Date) string {
	if format == minutes.Obsidian {
		i := strings.LastIndex(line, "📅 "+was.String())
		return line[:i] + "📅 " + to.String()
	}
	old := ", due " + was.Short(today)
	item := strings.Index(line, old)
	// The words of an action may say the same: the export's own date follows them.
	for next := item; next >= 0; {
		rest := line[next+len(old):]
		if strings.HasPrefix(rest, " · ") || strings.HasPrefix(rest, " <!--") {
			return line[:next] + ", due " + to.Short(today) + rest
		}
		i := strings.Index(rest, old)
		if i < 0 {
			break
		}
		next += len(old) + i
	}
	panic("no date on " + line)
}

func TestReadTasksOfPeople(t *testing.T) {
	const file = `# Anything

- [X] Book the call, due 4 dec <!-- halfhour:0193 -->
* [ ] call @dana !1 fri
+ [x]   wrapped
  over two lines
- no box
- [] no box either

## Ana Ruiz (rep)

1. [ ] **P1** Send the paper, due Fri 4 Dec · Initech rollout · done when: stage is Negotiation

` + "```\n- [ ] in code\n```\n" + `
> - [ ] quoted
`
	tasks, err := minutes.ReadTasks(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	known := agenda.Known{Today: monday, People: []agenda.Person{{ID: "d", Name: "Dana Lee"}}, Deals: []agenda.Deal{{ID: "i", Name: "Initech rollout"}}}
	for _, task := range tasks {
		x, err := task.Added(known)
		got = append(got, fmt.Sprintf("%d %q %v %q: %q %q %d %v %q %q %v", task.Line, task.ID, task.Done, task.Under,
			x.Quick.Text, x.Quick.Owner, x.Quick.Priority, x.Quick.Due, x.Deal, x.DoneWhen, err))
	}
	want := []string{
		`3 "0193" true "": "Book the call" "" 0 2026-12-04 "" "" <nil>`,
		`4 "" false "": "call" "d" 1 2026-11-27 "" "" <nil>`,
		`5 "" true "": "wrapped over two lines" "" 0  "" "" <nil>`,
		`12 "" false "Ana Ruiz (rep)": "Send the paper" "" 1 2026-12-04 "i" "stage is Negotiation" <nil>`,
		`18 "" false "Ana Ruiz (rep)": "quoted" "" 0  "" "" <nil>`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("read\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func FuzzReadTasks(f *testing.F) {
	f.Add("- [x] a, due fri <!-- halfhour:1 -->\n")
	f.Add("- [ ] 🆔 x 📅 2026-11-27 ⏫\n")
	f.Fuzz(func(t *testing.T, s string) {
		tasks, err := minutes.ReadTasks(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			_, _ = task.Added(agenda.Known{Today: monday})
			_, _, _, _ = task.Due(minutes.Item{Action: agenda.Action{Text: s}}, s, monday)
			if task.Line < 1 || task.Line > 1+strings.Count(s, "\n") {
				t.Errorf("line %d of %q", task.Line, s)
			}
		}
	})
}
