package minutes

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// row is an action item as programs read it.
type row struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	State    string `json:"state"`
	Priority int    `json:"priority"` // 0 while not set
	Owner    string `json:"owner"`
	Role     string `json:"role"`
	Due      string `json:"due"` // YYYY-MM-DD, "" for none
	Deal     string `json:"deal"`
	Obstacle string `json:"obstacle"`
	DoneWhen string `json:"done_when"`
	Agreed   string `json:"agreed"`  // RFC 3339 in UTC
	DoneAt   string `json:"done_at"` // "" while open
}

var columns = []string{"id", "text", "state", "priority", "owner", "role", "due", "deal", "obstacle", "done_when", "agreed", "done_at"}

func (list ActionsOf) rows() []row {
	var rows []row
	for _, item := range list.kept() {
		a := item.Action
		owner, role := list.owner(item)
		rows = append(rows, row{
			a.ID, a.Text, string(a.State), a.Priority, owner, role, day(a.Due), item.Deal, item.Obstacle, a.DoneWhen, instant(a.At), instant(a.DoneAt),
		})
	}
	return rows
}

func day(d agenda.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (r row) cells() []string {
	priority := ""
	if r.Priority > 0 {
		priority = strconv.Itoa(r.Priority)
	}
	return []string{r.ID, r.Text, r.State, priority, r.Owner, r.Role, r.Due, r.Deal, r.Obstacle, r.DoneWhen, r.Agreed, r.DoneAt}
}

// writeCSV writes an item a row. A cell that a spreadsheet would take for a
// formula gets an apostrophe.
func writeCSV(w io.Writer, list ActionsOf) error {
	out := csv.NewWriter(w)
	_ = out.Write(columns)
	for _, r := range list.rows() {
		cells := r.cells()
		for i, c := range cells {
			cells[i] = safe.Spreadsheet(string(safe.Block(c)))
		}
		_ = out.Write(cells)
	}
	out.Flush()
	return out.Error()
}

// writeJSON writes one array, an object an item.
func writeJSON(w io.Writer, list ActionsOf) error {
	rows := list.rows()
	if rows == nil {
		rows = []row{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(rows); err != nil {
		return err
	}
	_, err := io.WriteString(w, safe.JSON(b.String()))
	return err
}
