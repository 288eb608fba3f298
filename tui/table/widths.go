package table

import "halfhour/tui/draw"

// sampled is how many of the first rows say how wide a column is.
const sampled = 200

// Forget lets the columns be measured anew: it is another list.
func (t *Table) Forget() { t.needs = t.needs[:0] }

// sample measures the columns of a list that was not drawn before. They do not
// move when one scrolls, but for those of which nothing may be cut.
func (t *Table) sample(columns []Column, n int, row func(i int) Row) {
	if len(t.needs) == len(columns) || n == 0 {
		return
	}
	t.needs = append(t.needs[:0], make([]int, len(columns))...)
	for i := range min(n, sampled) {
		for at, cell := range row(i).Cells {
			t.needs[at] = max(t.needs[at], cell.Width())
		}
	}
}

// seen makes room for what may not be cut in a row: a number that lacks its end
// is another number.
func (t *Table) seen(columns []Column, r Row) {
	for i, cell := range r.Cells {
		if columns[i].Least == 0 || columns[i].Right {
			t.needs[i] = max(t.needs[i], cell.Width())
		}
	}
}

// fit says how wide each column is so that all fit into w cells; one that is
// left out has no width.
func (t *Table) fit(columns []Column, w int) {
	t.shape = append(t.shape[:0], columns...)
	for i := range t.shape {
		if c := &t.shape[i]; len(t.needs) > 0 {
			c.Width = min(c.Width, max(t.needs[i], draw.Text(draw.Plain, c.Head).Width()))
		}
	}
	t.widths = t.widths[:0]
	total, least := -gap, -gap
	for _, c := range t.shape {
		t.widths = append(t.widths, c.Width)
		if c.Width > 0 {
			total += c.Width + gap
			least += c.least() + gap
		}
	}
	for least > w {
		out := -1
		for i, c := range t.shape {
			if t.widths[i] > 0 && c.Spare > 0 && (out < 0 || c.Spare > t.shape[out].Spare) {
				out = i
			}
		}
		if out < 0 {
			break
		}
		total -= t.widths[out] + gap
		least -= t.shape[out].least() + gap
		t.widths[out] = 0
	}
	for ; total > w; total-- {
		widest := -1
		for i, c := range t.shape {
			if give := t.widths[i] - c.least(); t.widths[i] > 0 && give > 0 && (widest < 0 || give > t.widths[widest]-t.shape[widest].least()) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		t.widths[widest]--
	}
	t.grow(w - total)
}

// grow shares what is left over among the columns whose values need more.
func (t *Table) grow(left int) {
	for took := true; took; {
		took = false
		for i, c := range t.shape {
			if left > 0 && c.Grow && t.widths[i] > 0 && t.widths[i] < t.need(i) {
				t.widths[i]++
				left--
				took = true
			}
		}
	}
}

func (t *Table) need(column int) int {
	if len(t.needs) == 0 {
		return 0
	}
	return t.needs[column]
}

func (c Column) least() int {
	if c.Least == 0 {
		return c.Width
	}
	return min(c.Least, c.Width)
}
