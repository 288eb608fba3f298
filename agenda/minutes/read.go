package minutes

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"halfhour/agenda"
)

// MostRead is how long a file may be that ReadTasks reads, in bytes.
const MostRead = 16 << 20

// Task is an item of a task list that was read back.
type Task struct {
	Line  int    // of the file, from 1
	ID    string // the action's, "" for an item that somebody added
	Done  bool   // its box is ticked
	Under string // the heading of the second level above it, as a reader sees it
	raw   string // what follows the box, as it stands there
	tasks bool   // it has the fields of Obsidian Tasks
}

// ReadTasks reads the task lists of a Markdown file, ours or one that somebody
// wrote. What is no task is passed over. An error is the reader's, or says that
// the file is too long.
func ReadTasks(r io.Reader) ([]Task, error) {
	source, err := io.ReadAll(io.LimitReader(r, MostRead+1))
	if err != nil {
		return nil, err
	}
	if len(source) > MostRead {
		return nil, fmt.Errorf("the file is longer than %d MB: is it a task list?", MostRead>>20)
	}
	source = bytes.ToValidUTF8(bytes.TrimPrefix(source, []byte("\ufeff")), []byte("\ufffd"))
	md := goldmark.New(goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(taskBox{}, 0))))
	var tasks []Task
	var under string
	err = ast.Walk(md.Parser().Parse(gmtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading:
			if entering && n.Level <= 2 {
				under = ""
				if n.Level == 2 {
					under = unescape(string(n.Lines().Value(source)))
				}
			}
		case *extast.TaskCheckBox:
			if entering {
				tasks = append(tasks, taskAt(n, under, source))
			}
		}
		return ast.WalkContinue, nil
	})
	return tasks, err
}

var (
	idComment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<!--\s*halfhour:([0-9A-Za-z-]+)\s*-->`) })
	obsidID   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`🆔\s*([0-9A-Za-z-]+)`) })
	obsidDue  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`📅\s*(\d{4}-\d{2}-\d{2})`) })
	obsidMark = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\s*(?:[⏫🔼🔽🔺⏬]|(?:🆔|📅|➕|✅)\s*[0-9A-Za-z-]+)`)
	})
	priority = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\*\*P([123])\*\*\s*`) })
	box      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*\[[ xX]\]\s*`) })
)

func taskAt(n *extast.TaskCheckBox, under string, source []byte) Task {
	lines := n.Parent().Lines()
	t := Task{Line: 1 + bytes.Count(source[:lines.At(0).Start], []byte("\n")), Done: n.IsChecked, Under: under}
	raw := strings.Join(strings.Fields(string(lines.Value(source))), " ")
	raw = box().ReplaceAllString(raw, "")
	for _, id := range []*regexp.Regexp{idComment(), obsidID()} {
		// Ours is the last: text before it has no comment that is not escaped.
		if found := id.FindAllStringSubmatchIndex(raw, -1); found != nil && t.ID == "" {
			at := found[len(found)-1]
			t.ID, t.tasks = strings.ToLower(raw[at[2]:at[3]]), id == obsidID()
			if id == idComment() {
				raw = raw[:at[0]] + raw[at[1]:]
			}
		}
	}
	t.raw = strings.TrimSpace(raw)
	return t
}

// unescape returns the text of a line of Markdown without its backslashes.
func unescape(line string) string {
	return strings.TrimSpace(string(util.UnescapePunctuations([]byte(line))))
}

// Due returns the due date that the task has, as an export of an action would
// have it, and whether that is another than the action's.
// same is false when the words of the action are others too: those are
// not read back. An error says that there is no date to be read.
func (t Task) Due(item Item, owner string, today agenda.Date) (due agenda.Date, changed, same bool, err error) {
	a := item.Action
	if t.tasks {
		return t.tasksDue(a)
	}
	rest := priority().ReplaceAllString(t.raw, "")
	words := oneSpace(text(a.Text))
	after, same := strings.CutPrefix(rest, words)
	if !same && owner != "" {
		after, same = strings.CutPrefix(rest, oneSpace(text(owner))+": "+words)
	}
	if !same {
		before, _, _ := strings.Cut(rest, " · ")
		i := max(strings.LastIndex(before, ", due "), strings.LastIndex(before, ", no due date"))
		if i < 0 {
			return a.Due, false, false, nil
		}
		after = rest[i:]
	}
	said, _, _ := strings.Cut(after, " · ")
	said = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(said), ","))
	said, has := strings.CutPrefix(said, "due ")
	if !has || said == a.Due.Short(today) {
		return a.Due, false, same, nil
	}
	due, err = near(unescape(said), today)
	return due, err == nil && due != a.Due, same, err
}

// tasksDue is Due for Obsidian Tasks, whose fields stand at the end.
func (t Task) tasksDue(a agenda.Action) (due agenda.Date, changed, same bool, err error) {
	same = strings.HasPrefix(t.raw, oneSpace(plainMarks(text(a.Text))))
	at := obsidDue().FindAllStringSubmatch(t.raw, -1)
	if at == nil {
		return a.Due, false, same, nil
	}
	due, err = agenda.ParseDate(at[len(at)-1][1])
	return due, err == nil && due != a.Due, same, err
}

// oneSpace is how a task's line is compared: however it was wrapped.
func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// near reads a due date. A day and a month without a year are the nearest such
// date, which may have passed: overdue actions are written so too. A week day
// before it is not checked.
func near(said string, today agenda.Date) (agenda.Date, error) {
	words := strings.Fields(strings.TrimRight(said, ".,;"))
	if len(words) == 3 {
		if short := strings.Join(words[1:], " "); isDayAndMonth(short) {
			words = words[1:]
		}
	}
	said = strings.Join(words, " ")
	if isDayAndMonth(said) {
		const halfAYear = 182
		return agenda.ParseDue(said, today-halfAYear)
	}
	return agenda.ParseDue(said, today)
}

var dayMonth = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\d{1,2} [[:alpha:]]+|[[:alpha:]]+ \d{1,2})$`) })

func isDayAndMonth(said string) bool { return dayMonth().MatchString(said) }

// Added is what an item says that somebody added.
type Added struct {
	Quick    agenda.Quick
	Deal     string // a part of its own that may be a deal's name
	DoneWhen string
}

// Added reads an item without an id: ours that was copied, or a line as people
// type it. See agenda.ParseQuick.
func (t Task) Added(known agenda.Known) (Added, error) {
	var x Added
	rest := t.raw
	prio := 0
	if m := priority().FindStringSubmatch(rest); m != nil {
		prio = int(m[1][0] - '0')
		rest = rest[len(m[0]):]
	}
	due := agenda.Date(0)
	if m := obsidDue().FindStringSubmatch(rest); m != nil {
		due, _ = agenda.ParseDate(m[1])
	}
	rest = obsidMark().ReplaceAllString(rest, "")
	parts := strings.Split(rest, " · ")
	line := unescape(parts[0])
	for _, part := range parts[1:] {
		part = unescape(part)
		switch words, is := strings.CutPrefix(part, "done when: "); {
		case is:
			x.DoneWhen = words
		case x.Deal == "" && len(agenda.ResolveDeal(known.Deals, part)) == 1:
			x.Deal = agenda.ResolveDeal(known.Deals, part)[0].ID
		default:
			line += " · " + part // words that nobody knows stay words
		}
	}
	if before, said, found := cutLast(line, ", due "); found {
		if d, err := near(said, known.Today); err == nil {
			line, due = before, d
		}
	}
	line = strings.TrimSuffix(line, ", no due date")
	q, err := agenda.ParseQuick(line, known)
	if err != nil {
		return x, err
	}
	if q.Text = strings.TrimRight(q.Text, " ,"); q.Text == "" {
		return x, fmt.Errorf("action: %w", agenda.ErrEmpty)
	}
	if q.Priority == 0 {
		q.Priority = prio
	}
	if q.Due == 0 {
		q.Due = due
	}
	x.Quick = q
	if q.Deal != "" {
		x.Deal = q.Deal
	}
	return x, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
