package entry

// BeingSaved is why a key does nothing before a change has been saved.
const BeingSaved = "This is being saved."

// Saving is why what was typed cannot be saved now, "" when it can.
func (e *Entry) Saving() string {
	if e.Busy {
		return BeingSaved
	}
	return ""
}

// NoOther is why there is no other field to go to, "" when there is one.
func (e *Entry) NoOther() string {
	if len(e.fields) < 2 {
		return "There is one field only."
	}
	return ""
}

// NoChoice is why the field with the keys has no choices to walk through, ""
// when it has.
func (e *Entry) NoChoice() string {
	if e.block != nil || len(e.fields[e.at].Choices) == 0 {
		return "There is nothing to choose from here: type it."
	}
	return ""
}
