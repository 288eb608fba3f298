package mapping

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/keys"
)

// What a column can be beside a field.
const (
	Ignore = "ignore" // left out
	Extra  = "extra"  // kept with the deal as it is
)

// Column is one column of a file.
type Column struct {
	Name    string   // its header; columns with the same one are told apart
	Samples []string // up to three different cells
	Field   string   // what it is taken for, or proposed as; Ignore for nothing
	Known   bool     // it was recognised: nobody has to look at it
}

// Field is something that a column can hold.
type Field struct {
	Name    string
	Label   string // what people read and type
	Several bool   // more than one column may hold it
}

// Columns asks what the columns of a file hold.
type Columns struct {
	About   string // what was recognised: "Exported from HubSpot."
	Columns []Column
	Fields  []Field // in the order in which they are offered
	// Lacks says what is still missing when these fields are held by some
	// column; "" for nothing.
	Lacks func(has func(field string) bool) string

	order []int // of Columns, as listed
	at    int   // in order
	first []string
	gave  map[int]int // by column: which one gave up the field that it has now
	ready bool
}

// Chosen returns what was changed or decided, by the column's name: the name of
// a field, Ignore or Extra. Columns that were recognised and left so are not in
// it.
func (c *Columns) Chosen() map[string]string {
	c.prepare()
	chosen := map[string]string{}
	for i, col := range c.Columns {
		if !col.Known || col.Field != c.first[i] {
			chosen[col.Name] = col.Field
		}
	}
	return chosen
}

// prepare puts the columns that nobody recognised first.
func (c *Columns) prepare() {
	if c.ready {
		return
	}
	c.ready, c.gave = true, map[int]int{}
	for _, known := range []bool{false, true} {
		for i, col := range c.Columns {
			if col.Known == known {
				c.order = append(c.order, i)
			}
		}
	}
	for i := range c.Columns {
		if c.Columns[i].Field == "" {
			c.Columns[i].Field = Ignore
		}
		c.first = append(c.first, c.Columns[i].Field)
	}
}

func (c *Columns) now() *Column { return &c.Columns[c.order[c.at]] }

func (c *Columns) head() string { return "What do these columns hold?" }

func (c *Columns) box() string { return "Columns" }

func (c *Columns) about() []draw.Line {
	c.prepare()
	unknown := len(c.Columns)
	for _, col := range c.Columns {
		if col.Known {
			unknown--
		}
	}
	text := fmt.Sprintf("%d of %d columns recognised. Check what the others are taken for; it is remembered for files like this one.", len(c.Columns)-unknown, len(c.Columns))
	if c.About != "" {
		text = c.About + " " + text
	}
	return []draw.Line{draw.Text(draw.Plain, text)}
}

func (c *Columns) has(field string) bool {
	return slices.ContainsFunc(c.Columns, func(col Column) bool { return col.Field == field })
}

func (c *Columns) wrong() string {
	c.prepare()
	if c.Lacks == nil {
		return ""
	}
	return c.Lacks(c.has)
}

func (c *Columns) field(name string) (Field, bool) {
	i := slices.IndexFunc(c.offered(), func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{Name: name, Label: name}, false
	}
	return c.offered()[i], true
}

func (c *Columns) offered() []Field {
	list := append([]Field{{Name: Ignore, Label: "ignore", Several: true}}, c.Fields...)
	return append(list, Field{Name: Extra, Label: "extra field", Several: true})
}

func (c *Columns) list(w int) (rows []row, at int) {
	c.prepare()
	name, label := 12, 12
	for _, col := range c.Columns {
		name = max(name, draw.Text(draw.Plain, col.Name).Width())
	}
	for _, f := range c.offered() {
		label = max(label, draw.Text(draw.Plain, f.Label).Width())
	}
	name, label = min(name, w*3/10), min(label, w*3/10)
	heading := ""
	for i, column := range c.order {
		col := c.Columns[column]
		if under := map[bool]string{false: "To check", true: "Recognised"}[col.Known]; under != heading {
			heading = under
			head := draw.Text(draw.Head, heading).Fit(name+4).Add(draw.Quiet, "is").Fit(name+label+8).Add(draw.Quiet, "in the file")
			rows = append(rows, row{head.Fit(w), -1})
		}
		if i == c.at {
			at = len(rows)
		}
		ink := draw.Plain
		if i == c.at {
			ink = draw.Strong
		}
		line := draw.Text(ink, col.Name).Fit(name).Add(draw.Plain, "  ")
		line = line.Join(c.shown(column).Fit(label+2)).Add(draw.Plain, "  ")
		line = line.Add(draw.Quiet, strings.Join(col.Samples, " · "))
		rows = append(rows, row{marked(line, w, i == c.at), i})
	}
	return rows, at
}

// shown is what a column is taken for, and how that came about.
func (c *Columns) shown(column int) draw.Line {
	col := c.Columns[column]
	f, _ := c.field(col.Field)
	switch {
	case col.Field == Ignore:
		return draw.Text(draw.Quiet, "– "+f.Label)
	case col.Field == Extra:
		return draw.Text(draw.Plain, "+ "+f.Label)
	case !col.Known && col.Field == c.first[column]:
		return draw.Text(draw.Warn, "? ").Add(draw.Strong, f.Label)
	}
	return draw.Text(draw.Good, "✔ ").Add(draw.Plain, f.Label)
}

func (c *Columns) move(by int) { c.goTo(c.at + by) }

func (c *Columns) goTo(item int) {
	c.prepare()
	c.at = min(max(item, 0), len(c.order)-1)
}

func (c *Columns) turn(by int) {
	c.prepare()
	offered := c.offered()
	i := slices.IndexFunc(offered, func(f Field) bool { return f.Name == c.now().Field })
	c.set(offered[(max(i, 0)+by+len(offered))%len(offered)])
}

// set gives the marked column a field. Another column that held it gives it up,
// and has it back when the marked one goes on to something else: who steps
// through the fields passes those that are taken.
func (c *Columns) set(f Field) {
	me := c.order[c.at]
	if from, ok := c.gave[me]; ok && c.now().Field != f.Name {
		if c.Columns[from].Field == Ignore {
			c.Columns[from].Field = c.now().Field
		}
		delete(c.gave, me)
	}
	for i := range c.Columns {
		if !f.Several && c.Columns[i].Field == f.Name && i != me {
			c.Columns[i].Field = Ignore
			c.gave[me] = i
		}
	}
	c.now().Field = f.Name
}

func (c *Columns) write(text string) (told string, ok bool) {
	c.prepare()
	for _, at := range []func(label string) bool{
		func(label string) bool { return strings.HasPrefix(label, text) },
		func(label string) bool { return strings.Contains(label, " "+text) },
	} {
		for _, f := range c.offered() {
			if at(strings.ToLower(f.Label)) {
				c.set(f)
				return fmt.Sprintf("%s… %s", text, f.Label), true
			}
		}
	}
	return fmt.Sprintf("No field is called %s….", text), false
}

func (c *Columns) keys() []keys.Key[*Model] {
	set := func(name string) func(*Model) tea.Cmd {
		return do(func(Question) {
			c.prepare()
			f, _ := c.field(name)
			c.set(f)
		})
	}
	return []keys.Key[*Model]{
		{On: []string{"right"}, Show: "←→", Help: "field", About: "take the column for another field; typing its name does too", Do: do(func(q Question) { q.turn(1) })},
		{On: []string{"left"}, Do: do(func(q Question) { q.turn(-1) })},
		{On: []string{"i"}, Show: "i", Help: "ignore", About: "leave the column out", Do: set(Ignore)},
		{On: []string{"x"}, Show: "x", Help: "keep as extra", About: "keep the column with the deal as it is", Do: set(Extra)},
	}
}
