package store

import "halfhour/agenda"

// The things that are said in a review, as tables.

var slots = table[agenda.Slot]{
	name: "slot", of: func(r *agenda.Review) *[]agenda.Slot { return &r.Slots },
	columns: []string{"kind", "deal_id", "budget", "used", "visited"},
	values: func(v *agenda.Slot) []any {
		return []any{string(v.Kind), orNull(v.DealID), int64(v.Budget), int64(v.Used), v.Visited}
	},
	scan: func(v *agenda.Slot) []any {
		return []any{&v.Kind, text{&v.DealID}, &v.Budget, &v.Used, &v.Visited}
	},
	same: func(a, b agenda.Slot) bool { return a.Kind == b.Kind }, // a deal may be swapped
}

var answers = table[agenda.Answer]{
	name: "answer", of: func(r *agenda.Review) *[]agenda.Answer { return &r.Answers },
	key: []string{"deal_id", "question"}, columns: []string{"value", "evidence", "author", "at"},
	values: func(v *agenda.Answer) []any {
		return []any{v.DealID, v.Question, string(v.Value), v.Evidence, v.Author, millis(v.At)}
	},
	scan: func(v *agenda.Answer) []any {
		return []any{&v.DealID, &v.Question, &v.Value, &v.Evidence, &v.Author, instant{&v.At}}
	},
	same: func(a, b agenda.Answer) bool { return a.DealID == b.DealID && a.Question == b.Question },
	// $3 is the deal: an answer is about the stage it was given in, as mended.
	derived: [2]string{"stage", `COALESCE((SELECT f.text FROM fix f WHERE f.deal_id = $3 AND f.field = 'stage' AND f.state = 'open' ORDER BY f.at DESC, f.id DESC LIMIT 1),
		(SELECT stage FROM deal WHERE id = $3), '')`},
}

var obstacles = table[agenda.Obstacle]{
	name: "obstacle", of: func(r *agenda.Review) *[]agenda.Obstacle { return &r.Obstacles },
	key: []string{"id"}, columns: []string{"deal_id", "text", "needs", "author", "at", "cleared"},
	values: func(v *agenda.Obstacle) []any {
		return []any{v.ID, orNull(v.DealID), v.Text, string(v.Needs), v.Author, millis(v.At), v.Cleared}
	},
	scan: func(v *agenda.Obstacle) []any {
		return []any{&v.ID, text{&v.DealID}, &v.Text, &v.Needs, &v.Author, instant{&v.At}, &v.Cleared}
	},
	same: func(a, b agenda.Obstacle) bool { return a.ID == b.ID },
}

var actions = table[agenda.Action]{
	name: "action", of: func(r *agenda.Review) *[]agenda.Action { return &r.Actions },
	key: []string{"id"}, columns: actionColumns,
	values: func(v *agenda.Action) []any {
		return []any{v.ID, orNull(v.DealID), orNull(v.Obstacle), v.Text, orNull(v.Owner), v.Priority, int(v.Due),
			v.DoneWhen, string(v.State), v.Reason, v.Carried, int(v.Met), v.MetBy, v.Author, millis(v.At), millis(v.DoneAt)}
	},
	scan: func(v *agenda.Action) []any { return append([]any{&v.ID}, scanAction(v)...) },
	same: func(a, b agenda.Action) bool { return a.ID == b.ID },
	in:   func(v *agenda.Action, review string) { v.ReviewID = review },
}

var actionColumns = []string{"deal_id", "obstacle_id", "text", "owner_id", "priority", "due",
	"done_when", "state", "reason", "carried", "met", "met_by", "author", "at", "done_at"}

// scanAction returns where actionColumns go.
func scanAction(v *agenda.Action) []any {
	return []any{text{&v.DealID}, text{&v.Obstacle}, &v.Text, text{&v.Owner}, &v.Priority, &v.Due,
		&v.DoneWhen, &v.State, &v.Reason, &v.Carried, &v.Met, &v.MetBy, &v.Author, instant{&v.At}, instant{&v.DoneAt}}
}

var notes = table[agenda.Note]{
	name: "note", of: func(r *agenda.Review) *[]agenda.Note { return &r.Notes },
	key: []string{"deal_id", "author"}, columns: []string{"text", "at"},
	values: func(v *agenda.Note) []any { return []any{v.DealID, v.Author, v.Text, millis(v.At)} },
	scan:   func(v *agenda.Note) []any { return []any{&v.DealID, &v.Author, &v.Text, instant{&v.At}} },
	same:   func(a, b agenda.Note) bool { return a.DealID == b.DealID && a.Author == b.Author },
}

var estimates = table[agenda.Estimate]{
	name: "estimate", of: func(r *agenda.Review) *[]agenda.Estimate { return &r.Estimates },
	key: []string{"deal_id", "author"}, columns: []string{"percent", "at"},
	values: func(v *agenda.Estimate) []any { return []any{v.DealID, v.Author, v.Percent, millis(v.At)} },
	scan:   func(v *agenda.Estimate) []any { return []any{&v.DealID, &v.Author, &v.Percent, instant{&v.At}} },
	same:   func(a, b agenda.Estimate) bool { return a.DealID == b.DealID && a.Author == b.Author },
}

var parked = table[agenda.Parked]{
	name: "parked", of: func(r *agenda.Review) *[]agenda.Parked { return &r.Parked },
	key: []string{"id"}, columns: []string{"text", "author", "at"},
	values: func(v *agenda.Parked) []any { return []any{v.ID, v.Text, v.Author, millis(v.At)} },
	scan:   func(v *agenda.Parked) []any { return []any{&v.ID, &v.Text, &v.Author, instant{&v.At}} },
	same:   func(a, b agenda.Parked) bool { return a.ID == b.ID },
}

var drafts = table[agenda.Draft]{
	name: "draft", of: func(r *agenda.Review) *[]agenda.Draft { return &r.Drafts },
	key: []string{"author", "place"}, columns: []string{"text"},
	values:  func(v *agenda.Draft) []any { return []any{v.Author, v.Place, v.Text} },
	scan:    func(v *agenda.Draft) []any { return []any{&v.Author, &v.Place, &v.Text} },
	same:    func(a, b agenda.Draft) bool { return a.Author == b.Author && a.Place == b.Place },
	forgets: true,
}

var attendance = table[agenda.Attendance]{
	name: "attendance", of: func(r *agenda.Review) *[]agenda.Attendance { return &r.Attendance },
	columns: []string{"person", "part", "what", "at"},
	values: func(v *agenda.Attendance) []any {
		return []any{v.Person, string(v.Part), string(v.What), millis(v.At)}
	},
	scan: func(v *agenda.Attendance) []any { return []any{&v.Person, &v.Part, &v.What, instant{&v.At}} },
	same: func(a, b agenda.Attendance) bool { return a == b },
}
