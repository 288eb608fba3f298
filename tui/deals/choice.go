package deals

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda/listing"
	"halfhour/tui/draw"
)

// choice is a list to choose from, over the table.
type choice struct {
	title string
	items []item
	at    int
	take  func(s *Screen, it *item) tea.Cmd // nil: enter closes the list
	many  bool                              // any number of them, in an order
	gone  func(s *Screen, it *item) tea.Cmd // deletes one; nil: that cannot be done
}

// item is one thing to choose.
type item struct {
	name, label, about string
	chosen             bool
}

// keys are those of the list that is open; the others are off.
func (c *choice) keys() []key {
	one := func(*Screen) string {
		if c.many {
			return ""
		}
		return "One of them is chosen with enter."
	}
	fixed := func(*Screen) string {
		if c.gone == nil {
			return "Nothing is deleted here."
		}
		return ""
	}
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "take", About: "take the marked one; of several columns: take them as they are", Do: (*Screen).takeChoice},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another", Do: func(s *Screen) tea.Cmd {
			c.at = min(max(c.at+s.step(1), 0), len(c.items)-1)
			return nil
		}},
		{On: []string{"space", "x"}, Show: "space", Help: "on/off", About: "show the marked column, or not", Do: func(s *Screen) tea.Cmd { return s.changeChoice(c.toggle) }, Off: one},
		{On: []string{"right", "l", "left", "h"}, Show: "←→", Help: "move", About: "move the marked column to the left, or to the right", Do: func(s *Screen) tea.Cmd { return s.changeChoice(func() { c.shift(s.page.Pressed.String()) }) }, Off: one},
		{On: []string{"d", "delete"}, Show: "d", Help: "delete", About: "delete the marked filter", Do: func(s *Screen) tea.Cmd { return c.gone(s, &c.items[c.at]) }, Off: fixed},
		{On: []string{"esc", "q"}, Show: "esc", Help: "close", About: "close the list", Do: func(s *Screen) tea.Cmd { s.choice = nil; return nil }},
	}
}

func (s *Screen) takeChoice() tea.Cmd {
	c := s.choice
	s.choice = nil
	if c.take == nil {
		return nil
	}
	return c.take(s, &c.items[c.at])
}

// changeChoice changes what is chosen; the table shows it at once.
func (s *Screen) changeChoice(change func()) tea.Cmd {
	change()
	var names []string
	for _, it := range s.choice.items {
		if it.chosen {
			names = append(names, it.name)
		}
	}
	if len(names) == 0 {
		s.choice.toggle()
		s.page.Say(draw.Warn, "One column has to stay.")
		return nil
	}
	s.view.Columns = names
	return s.remember()
}

func (c *choice) toggle() { c.items[c.at].chosen = !c.items[c.at].chosen }

// shift moves the marked item up or down the list: to the left or right in the
// table.
func (c *choice) shift(key string) {
	to := c.at + 1
	if key == "left" || key == "h" {
		to = c.at - 1
	}
	if to >= 0 && to < len(c.items) {
		c.items[c.at], c.items[to] = c.items[to], c.items[c.at]
		c.at = to
	}
}

// chooseColumns lists the columns, those that are shown first and in their
// order.
func (s *Screen) chooseColumns() tea.Cmd {
	c := &choice{title: "Columns", many: true}
	for _, col := range s.columns() {
		c.items = append(c.items, item{col.Name, col.Head, col.About, true})
	}
	for _, col := range listing.Columns {
		if !slices.ContainsFunc(c.items, func(it item) bool { return it.name == col.Name }) {
			c.items = append(c.items, item{col.Name, col.Head, col.About, false})
		}
	}
	s.choice = c
	return nil
}

func (s *Screen) chooseSort() tea.Cmd {
	c := &choice{title: "Sort by; the same again turns it round", take: func(s *Screen, it *item) tea.Cmd { return s.sortBy(it.name) }}
	now := strings.TrimPrefix(s.view.Sort, "-")
	for i, col := range listing.Columns {
		c.items = append(c.items, item{col.Name, col.Head, col.About, col.Name == now})
		if col.Name == now {
			c.at = i
		}
	}
	s.choice = c
	return nil
}

// sortBy sorts by a column; one that it is sorted by already, the other way
// round.
func (s *Screen) sortBy(name string) tea.Cmd {
	if s.view.Sort == name {
		name = "-" + name
	}
	s.view.Sort = name
	return tea.Batch(s.find(), s.remember())
}

func (s *Screen) chooseSaved() tea.Cmd {
	c := &choice{title: "Saved filters"}
	for _, v := range s.saved {
		c.items = append(c.items, item{name: v.Name, label: v.Name, about: v.View.Filter})
	}
	c.take = func(s *Screen, it *item) tea.Cmd {
		i := slices.IndexFunc(s.saved, func(v listing.Saved) bool { return v.Name == it.name })
		s.view = s.saved[i].View
		return tea.Batch(s.find(), s.remember())
	}
	c.gone = func(s *Screen, it *item) tea.Cmd {
		name := it.name
		s.choice = nil
		return s.changeSaved("“"+name+"” is deleted.", func() error { return s.desk.ForgetView(s.ctx, name) })
	}
	s.choice = c
	return nil
}

func (s *Screen) savedAs(name string) listing.Saved { return listing.Saved{Name: name, View: s.view} }

func (c *choice) view(w, h int) []draw.Line {
	wide := 0
	for _, it := range c.items {
		wide = max(wide, draw.Text(draw.Plain, it.label).Width())
	}
	var rows []draw.Line
	for i, it := range c.items {
		row := draw.Text(draw.Plain, "  ")
		if it.chosen {
			row = draw.Text(draw.Good, "✔ ")
		}
		row = row.Join(draw.Text(draw.Strong, it.label).Fit(min(wide, w/2))).Add(draw.Quiet, "  "+it.about)
		if i == c.at {
			row = row.Fit(w - 4).Inked(draw.Mark)
		}
		rows = append(rows, row)
	}
	return draw.Box(c.title, draw.Window(rows, c.at, h-2), w, min(h, len(rows)+2), true)
}
