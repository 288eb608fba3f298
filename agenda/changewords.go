package agenda

import "fmt"

// Words says a change as people read it, without the field's name: "Mon 30 Nov
// → Mon 14 Dec, 14 days later". Who owns a deal must stand in it by name.
func (c Change) Words(today Date) string {
	if c.Field == FieldGone {
		if c.New == "" {
			return "in the export again"
		}
		return "no longer in the export"
	}
	text := ShowValue(c.Field, c.Old, today, nil) + " → " + ShowValue(c.Field, c.New, today, nil)
	was, err := ParseDate(c.Old)
	is, err2 := ParseDate(c.New)
	if c.Field != FieldClose || err != nil || err2 != nil {
		return text
	}
	switch days := int(is - was); {
	case days > 0:
		text += fmt.Sprintf(", %s later", dayCount(days))
	case days < 0:
		text += fmt.Sprintf(", %s earlier", dayCount(-days))
	}
	return text
}

func dayCount(n int) string {
	if n == 1 {
		return "1 day"
	}
	return Count(n) + " days"
}
