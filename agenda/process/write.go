package process

import (
	"fmt"
	"strings"
	"unicode"

	"halfhour/agenda"
)

const intro = `# Your stages, in the order that deals go through them.
#
# name       what you call the stage
# like       the standard stage it is like; CRM stages that halfhour knows as
#            that one come here: Qualification, Discovery, Evaluation, Proposal,
#            Negotiation, Commit, Won or Lost
# crm        other names that your CRM gives the stage
# days       how long a deal may usually stay, until 10 of your won deals say
#            it better
# questions  two or three, about what the buyer has done; all yes means ready
#            for the next stage
#
# Keep the id of a question when you change its words: its answers stay. Leave
# the id out of a new one.
`

// Write returns a process as TOML that Parse reads back, with a comment on top
// that explains it.
func Write(p agenda.Process) []byte {
	var b strings.Builder
	b.WriteString(intro)
	for _, s := range p.All() {
		fmt.Fprintf(&b, "\n[[stage]]\nname = %s\nlike = %s\n", quote(s.Name), quote(s.Step.String()))
		if len(s.CRM) > 0 || s.Status() == agenda.Open {
			names := make([]string, len(s.CRM))
			for i, name := range s.CRM {
				names[i] = quote(name)
			}
			fmt.Fprintf(&b, "crm = [%s]\n", strings.Join(names, ", "))
		}
		if s.Status() != agenda.Open {
			continue
		}
		fmt.Fprintf(&b, "days = %d\nquestions = [\n", s.Days)
		for _, q := range s.Questions {
			fmt.Fprintf(&b, "  { id = %s, ask = %s },\n", quote(q.ID), quote(q.Text))
		}
		b.WriteString("]\n")
	}
	return []byte(b.String())
}

// quote returns a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
