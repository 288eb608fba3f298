package minutes

import (
	"fmt"
	"strings"

	"halfhour/agenda"
)

// deal writes one deal of the agenda and what was said about it.
func (m *minutes) deal(id string) {
	m.heading(2, m.dealName(id))
	d, known := m.b.Deal(id)
	if known {
		m.metrics(d)
	}
	m.answers(id)
	m.obstacles(id)
	m.actions(id)
	m.notes(id)
}

func (m *minutes) metrics(d agenda.Deal) {
	var parts []string
	if account := text(d.Account); account != "" {
		parts = append(parts, account)
	}
	for _, metric := range d.Metrics(m.r.Today) {
		parts = append(parts, text(metric.Text))
	}
	m.blank()
	m.WriteString(strings.Join(parts, " · ") + "\n")
}

// answers writes the exit questions of the deal's stage, then those of other
// stages that were answered nevertheless. An answer of an earlier review that
// still holds stands where this one gave none.
func (m *minutes) answers(dealID string) {
	questions := m.asked(dealID)
	if len(questions) == 0 {
		return
	}
	m.heading(3, "Exit questions")
	d, _ := m.b.Deal(dealID)
	for _, q := range questions {
		answer, given := m.r.AnswerTo(dealID, q.ID)
		if !given {
			earlier, holds, _ := m.b.EarlierTo(d, q.ID)
			answer, given = earlier.Answer, holds
		}
		if !given {
			m.item(fmt.Sprintf("**not answered** %s", text(q.Text)))
			continue
		}
		evidence := text(answer.Evidence)
		if evidence != "" {
			evidence = " · " + evidence
		}
		m.item(fmt.Sprintf("**%s** %s%s%s", text(string(answer.Value)), text(q.Text), evidence, inBrackets(m.by(answer.Author)+m.on(answer.At))))
	}
}

// asked returns the questions to write down for a deal. Those of its stage
// are left out when nobody knows the deal any more.
func (m *minutes) asked(dealID string) []agenda.Question {
	var questions []agenda.Question
	seen := map[string]bool{}
	if d, known := m.b.Deal(dealID); known {
		questions = append(questions, m.b.Process.Of(d).Questions...)
	}
	for _, q := range questions {
		seen[q.ID] = true
	}
	for _, a := range m.r.Answers {
		if a.DealID == dealID && !seen[a.Question] {
			seen[a.Question] = true
			questions = append(questions, agenda.Question{ID: a.Question, Text: m.b.Process.Wording(a.Question)})
		}
	}
	return questions
}

func (m *minutes) obstacles(dealID string) {
	first := true
	for _, o := range m.r.Obstacles {
		if o.DealID != dealID {
			continue
		}
		if first {
			m.heading(3, "Obstacles")
			first = false
		}
		about := m.by(o.Author)
		if o.Cleared {
			about += ", cleared"
		}
		m.item(text(o.Text) + inBrackets(about))
	}
}

func (m *minutes) actions(dealID string) {
	first := true
	for _, a := range m.r.Agreed("") {
		if a.DealID != dealID {
			continue
		}
		if first {
			m.heading(3, "Actions")
			first = false
		}
		owner := "no owner"
		if a.Owner != "" {
			owner = m.b.PersonByID(a.Owner).Name
		}
		m.task(Item{Action: a, Obstacle: m.obstacle(a.Obstacle)}, owner, m.r.Today)
	}
}

// obstacle returns the text of an obstacle, "" for one that is not there.
func (m *minutes) obstacle(id string) string {
	for _, o := range m.r.Obstacles {
		if id != "" && o.ID == id {
			return o.Text
		}
	}
	return ""
}

func (m *minutes) notes(dealID string) {
	first := true
	for _, n := range m.r.Notes {
		if n.DealID != dealID || strings.TrimSpace(n.Text) == "" {
			continue
		}
		if first {
			m.heading(3, "Notes")
			first = false
		}
		m.blank()
		fmt.Fprintf(m, "**%s**\n", named(m.b.PersonByID(n.Author).Name))
		m.paragraphs(n.Text)
	}
}
