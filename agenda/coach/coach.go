// Package coach has the one question to ask about a deal.
//
// Questions follow GROW: the goal, the reality, the options, and the will to
// do one of them by a date. They are chosen by what is wrong with the deal,
// because the deal is the problem and not the person: none asks why somebody
// did or did not do something. They draw on GROW for sales (klozers.com,
// johnnygrow.com) and on "know or assume" (mentorgroup.com).
package coach

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"halfhour/agenda"
)

// phases of GROW, in the order in which a talk goes through them.
var phases = []string{"goal", "reality", "options", "will"}

// The keys of questions that go with no finding: for a deal whose exit
// questions are open, and for every deal.
const (
	unansweredKey = "unanswered"
	anyKey        = "any"
)

//go:embed questions.json
var questionsFile []byte

// questions are by finding's code and phase.
var questions = sync.OnceValue(func() map[string]map[string][]string {
	var byCode map[string]map[string][]string
	if err := json.Unmarshal(questionsFile, &byCode); err != nil {
		panic(fmt.Errorf("the embedded questions: %w", err))
	}
	return byCode
})

// Ask returns the n-th question for a deal, from 0; after the last one the
// first comes again. The talk goes through its phases, and in each first to
// the worst finding; bad data is not talked about. unanswered is how many of
// the deal's exit questions are open.
func Ask(c agenda.Candidate, unanswered, n int) string {
	list := about(c, unanswered)
	n %= len(list)
	if n < 0 {
		n += len(list)
	}
	return list[n]
}

// about lists all questions for a deal in the order in which they are asked.
func about(c agenda.Candidate, unanswered int) []string {
	var codes []string
	for _, f := range c.Findings {
		if !f.Hygiene {
			codes = append(codes, f.Code)
		}
	}
	if unanswered > 0 {
		codes = append(codes, unansweredKey)
	}
	codes = append(codes, anyKey)
	var list []string
	for _, phase := range phases {
		for _, code := range codes {
			list = append(list, questions()[code][phase]...)
		}
	}
	return list
}
