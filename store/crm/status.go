package crm

import (
	"strings"

	"halfhour/agenda"
)

// flag is what a yes-or-no cell says.
type flag int8

const (
	blank flag = iota
	no
	yes
)

// parseFlag reads a flag in the spellings of CRMs and spreadsheets; anything
// else is blank.
func parseFlag(cell string) flag {
	switch fold(cell) {
	case "1", "true", "yes", "y", "t", "x", "si", "sim", "oui", "ja", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "tak", "ano", "evet", "pravda", "prawda", "sand", "sann", "истина", "是", "да", "はい", "예", "네":
		return yes
	case "0", "false", "no", "n", "f", "nein", "non", "nao", "falsch", "faux", "falso", "nie", "ne", "nej", "nei", "hayir", "nepravda", "falsz", "ложь", "否", "нет", "いいえ", "아니오":
		return no
	}
	switch strings.TrimSpace(cell) {
	case "✓", "✔", "☑":
		return yes
	}
	return blank
}

func statusOf(step agenda.Step) agenda.Status {
	switch step {
	case agenda.ClosedWon:
		return agenda.Won
	case agenda.ClosedLost:
		return agenda.Lost
	}
	return agenda.Open
}

// statusWord returns what a cell of a status column says; "" when it is no
// word of the vocabulary.
func (v *vocabulary) statusWord(cell string) agenda.Status {
	key := fold(cell)
	if s, ok := v.statuses[key]; ok {
		return s
	}
	step, known := v.steps[key]
	if !known {
		step = v.composed.endOf(cell)
	}
	if step == agenda.ClosedWon || step == agenda.ClosedLost {
		return statusOf(step)
	}
	return ""
}

// standing settles a deal's status and step. A status column decides; then
// flags; then the stage's name. A blank flag is "no" in some exports and
// nothing in others, so that it never contradicts the stage.
func standing(status agenda.Status, closed, won, lost flag, step agenda.Step) (agenda.Status, agenda.Step) {
	if status == "" {
		status = flagStatus(closed, won, lost, statusOf(step))
	}
	closedStep := step == agenda.ClosedWon || step == agenda.ClosedLost
	switch {
	case status == agenda.Won:
		return status, agenda.ClosedWon
	case status == agenda.Lost:
		return status, agenda.ClosedLost
	case closedStep:
		return status, agenda.NoStep
	}
	return status, step
}

func flagStatus(closed, won, lost flag, byStage agenda.Status) agenda.Status {
	switch {
	case won == yes:
		return agenda.Won
	case lost == yes:
		return agenda.Lost
	case closed == yes && byStage == agenda.Won && won != no:
		return agenda.Won
	case closed == yes:
		return agenda.Lost
	case closed == no, won == no && lost == no:
		return agenda.Open
	case won == no && byStage == agenda.Won, lost == no && byStage == agenda.Lost:
		return agenda.Open
	}
	return byStage
}
