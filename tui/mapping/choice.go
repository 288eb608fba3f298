package mapping

import (
	"fmt"
	"strings"

	"halfhour/tui/draw"
	"halfhour/tui/keys"
)

// Option is one answer to a Choice.
type Option struct {
	Value string // what Chosen returns
	Label string
	Shown []string // what it would make of the file, a line each
}

// Choice asks for one of several answers.
type Choice struct {
	Title   string // what is asked
	About   []string
	Options []Option // the proposed one first
	// Other makes an option of what somebody types that none begins with; ok is
	// false for what is none. nil: only the options can be chosen.
	Other func(text string) (o Option, ok bool)

	at int
}

// Chosen returns the value of the option that is marked.
func (c *Choice) Chosen() string { return c.Options[c.at].Value }

func (c *Choice) head() string { return c.Title }

func (c *Choice) box() string { return "Which one?" }

func (c *Choice) about() []draw.Line {
	var lines []draw.Line
	for _, text := range c.About {
		lines = append(lines, draw.Text(draw.Plain, text))
	}
	return append(lines, nil)
}

func (c *Choice) wrong() string { return "" }

func (c *Choice) list(w int) (rows []row, at int) {
	for i, o := range c.Options {
		ink := draw.Plain
		if i == c.at {
			at, ink = len(rows), draw.Strong
		}
		rows = append(rows, row{marked(draw.Text(ink, o.Label), w, i == c.at), i})
		for _, text := range o.Shown {
			rows = append(rows, row{draw.Text(draw.Quiet, "      "+text).Fit(w), i})
		}
	}
	return rows, at
}

func (c *Choice) move(by int) { c.goTo(c.at + by) }

func (c *Choice) goTo(item int) { c.at = min(max(item, 0), len(c.Options)-1) }

func (c *Choice) turn(by int) { c.move(by) }

func (c *Choice) write(text string) (told string, ok bool) {
	for i, o := range c.Options {
		if strings.HasPrefix(strings.ToLower(o.Label), text) {
			c.at = i
			return fmt.Sprintf("%s… %s", text, o.Label), true
		}
	}
	if c.Other == nil {
		return "", false
	}
	if o, found := c.Other(text); found {
		c.Options = append(c.Options, o)
		c.at = len(c.Options) - 1
		return o.Label, true
	}
	return text + "…", true
}

func (c *Choice) keys() []keys.Key[*Model] { return nil }
