package crm

import (
	"slices"
	"strings"

	"halfhour/agenda"
)

// UnknownStage is a stage of open deals that the vocabulary does not know.
type UnknownStage struct {
	Pipeline, Stage string
	Deals           int
	Proposed        agenda.Step // where it may stand; NoStep when nothing tells
}

// mostUnknown bounds how many stages are asked about: a column with more is
// none of stages.
const mostUnknown = 100

// UnknownStages returns the stages that nobody could place, in the order they
// come in the file. Where the file has no stages but a status, its unknown
// words are returned.
func (f *File) UnknownStages() []UnknownStage { return f.unknown }

// SetStages says which step a stage is, by pipeline and stage; the pipeline ""
// is for all that are not named. It overrules the vocabulary, for the Rows
// that are read after it.
func (f *File) SetStages(steps map[[2]string]agenda.Step) { f.layout.said = steps }

// stageTally collects the stages that the vocabulary does not know, by column
// that may be the stage's or the status's.
type stageTally struct {
	v                 *vocabulary
	pipeline          int
	status            []int
	closed, won, lost int
	deleted           int
	columns           []int
	found             map[int]map[[2]string]int // column → pipeline and stage → index in the next
	list              map[int][]UnknownStage
	chances           map[int][]chanceSum
	probability       int
	known             map[string]bool // by stage: whether the vocabulary knows it
	staged            map[int]bool    // by column of a status: whether its words are more than open, won and lost
	statuses          map[string]bool
}

// chanceSum adds up the probabilities of a stage's deals.
type chanceSum struct {
	n   int
	sum float64
}

func newStageTally(h *header) *stageTally {
	first := func(field string) int {
		if i, ok := h.at[field]; ok {
			return i
		}
		return -1
	}
	return &stageTally{
		v: vocab(), pipeline: first(FieldPipeline), status: h.options[FieldStatus], probability: first(FieldProbability),
		closed: first(FieldIsClosed), won: first(FieldIsWon), lost: first(FieldIsLost), deleted: first(FieldIsDeleted),
		columns: slices.Concat(h.options[FieldStage], h.options[FieldStatus]),
		found:   map[int]map[[2]string]int{}, list: map[int][]UnknownStage{}, chances: map[int][]chanceSum{},
		known: map[string]bool{}, statuses: map[string]bool{}, staged: map[int]bool{},
	}
}

func (t *stageTally) add(cells []string) {
	if parseFlag(cell(cells, t.deleted)) == yes {
		return
	}
	for _, column := range t.columns {
		stage := cell(cells, column)
		isStatus := slices.Contains(t.status, column)
		if stage == "" {
			continue
		}
		if isStatus && !t.staged[column] {
			t.staged[column] = t.v.isStage(stage)
		}
		if t.placed(stage, isStatus) {
			continue
		}
		key := [2]string{cell(cells, t.pipeline), stage}
		i, ok := t.found[column][key]
		if !ok {
			if len(t.list[column]) == mostUnknown || !t.open(cells, column) {
				continue
			}
			if t.found[column] == nil {
				t.found[column] = map[[2]string]int{}
			}
			key[0], key[1] = strings.Clone(key[0]), strings.Clone(cut(stage, 200))
			i = len(t.list[column])
			t.found[column][key] = i
			t.list[column] = append(t.list[column], UnknownStage{Pipeline: key[0], Stage: key[1]})
			t.chances[column] = append(t.chances[column], chanceSum{})
		}
		t.list[column][i].Deals++
		if n, percent, ok := parseChance(cell(cells, t.probability)); ok && t.probability >= 0 {
			if percent {
				n /= 100
			}
			sum := &t.chances[column][i]
			sum.n, sum.sum = sum.n+1, sum.sum+n
		}
	}
}

// isStage says whether a word of a status is one of a stage rather.
func (v *vocabulary) isStage(word string) bool {
	step := v.stepOf(word)
	return step != agenda.ClosedWon && step != agenda.ClosedLost && v.statusWord(word) == ""
}

// placed says whether the vocabulary knows a stage, or a status.
func (t *stageTally) placed(word string, isStatus bool) bool {
	known := t.known
	if isStatus {
		known = t.statuses
	}
	placed, seen := known[word]
	if !seen {
		placed = t.v.stepOf(word) != agenda.NoStep || isStatus && t.v.statusWord(word) != ""
		remember(known, strings.Clone(word), placed)
	}
	return placed
}

// open says whether a row tells, beside a column, that its deal is closed.
func (t *stageTally) open(cells []string, column int) bool {
	var status agenda.Status
	for _, c := range t.status {
		if c != column && status == "" {
			status = t.v.statusWord(cell(cells, c))
		}
	}
	status, _ = standing(status, parseFlag(cell(cells, t.closed)), parseFlag(cell(cells, t.won)), parseFlag(cell(cells, t.lost)), agenda.NoStep)
	return status == agenda.Open
}

// unknown returns what was found in the stage's column, or without one in the
// status's, each with a proposal.
func (t *stageTally) unknown(stage, status int) []UnknownStage {
	if t == nil {
		return nil
	}
	column := stage
	if column < 0 {
		column = status
	}
	list := t.list[column]
	top := 1.0
	for _, c := range t.chances[column] {
		if c.n > 0 && c.sum/float64(c.n) > 1 {
			top = 100
		}
	}
	for i := range list {
		list[i].Proposed = proposeStep(list[i].Stage)
		if c := t.chances[column][i]; list[i].Proposed == agenda.NoStep && c.n > 0 {
			list[i].Proposed = stepOfChance(100 * c.sum / float64(c.n) / top)
		}
	}
	return list
}
