package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
)

// file is the shape of the TOML.
type file struct {
	Week     week               `toml:"week"`
	Quarter  quarter            `toml:"quarter"`
	FollowUp followUp           `toml:"follow-up"`
	Words    words              `toml:"words"`
	Exit     exit               `toml:"exit-questions"`
	Chances  chances            `toml:"probability"`
	Rates    map[string]float64 `toml:"rates" comment:"What one of a currency is in your home currency, like EUR = 1.09. Sums of\nseveral currencies are shown a currency each, and converted where all rates\nare known."`
	Quotas   map[string]quotas  `toml:"quota" comment:"What each rep is to win in a quarter, before the quotas that were imported:\n\n  [quota.\"Ana Ruiz\"]\n  every = 250000            # in your home currency\n  2026-Q4 = \"300000 EUR\"    # the fourth quarter of the year that begins in 2026"`
	Find     inspect.Thresholds `toml:"find" comment:"When something is a finding. halfhour deals --why DEAL says what a deal's\nfindings add to its score."`
}

// quotas of one rep, by quarter: a number, or text like "300000 EUR".
type quotas map[string]any

type week struct {
	FirstDay string   `toml:"first_day" comment:"where a week begins: in halfhour changes --since week, and above exported action items"`
	Working  []string `toml:"working_days"`
	Holidays []string `toml:"holidays" comment:"days without work, like [\"2026-12-25\", \"2026-12-28..2027-01-01\"]"`
}

type quarter struct {
	FirstMonth string `toml:"first_month" comment:"the month that your year, and its first quarter, begins with"`
}

type followUp struct {
	Day  string `toml:"day" comment:"a review's follow-up is due on this day of its week; the working day before, when that is off"`
	Hour int    `toml:"hour" comment:"0 to 23"`
}

type words struct {
	Blame bool `toml:"suggest" comment:"suggest other words for those that blame a person"`
}

type exit struct {
	Days int `toml:"answers_hold_days" comment:"an answer holds so many days, and as long as the deal stays in its stage"`
}

type chances struct {
	CRM    bool           `toml:"crm_first" comment:"a probability that the CRM gives a deal goes before those here"`
	Stages map[string]int `toml:"stages,inline" comment:"percent by stage, like { \"Proposal\" = 40 }; the standard stages have 10, 20, 50, 75, 90 and 95"`
}

// intro stands above the settings when they are first opened.
const intro = `# Settings of halfhour. What you delete keeps its default. Names of stages are
# your CRM's, your own (halfhour stages), or Qualification, Discovery, Evaluation,
# Proposal, Negotiation and Commit.

`

// Defaults returns the default settings as TOML, each explained, for a person
// to change.
func Defaults() []byte {
	text, err := toml.Marshal(defaults())
	if err != nil {
		panic(fmt.Errorf("write the default settings: %w", err)) // the struct above is wrong
	}
	return []byte(intro + airy(string(text)))
}

// airy puts an empty line before each table with its comment, and texts into
// the quotes that people know.
func airy(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if !strings.HasPrefix(line, "#") {
			line = strings.ReplaceAll(line, "'", `"`)
		}
		if strings.HasPrefix(line, "[") {
			at := len(lines)
			for at > 0 && strings.HasPrefix(lines[at-1], "#") {
				at--
			}
			if at > 0 && lines[at-1] != "" {
				lines = slices.Insert(lines, at, "")
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n") + "\n"
}

func defaults() file {
	d := Default()
	f := file{
		Week:     week{FirstDay: d.Calendar.FirstDay.String(), Holidays: []string{}},
		Quarter:  quarter{d.Calendar.FirstMonth.String()},
		FollowUp: followUp{d.Calendar.FollowUpDay.String(), d.FollowUpHour},
		Words:    words{d.BlameWording},
		Exit:     exit{d.AnswerLife},
		Chances:  chances{CRM: true, Stages: map[string]int{}},
		Rates:    map[string]float64{},
		Quotas:   map[string]quotas{},
		Find:     d.Thresholds,
	}
	for _, day := range d.Calendar.Working {
		f.Week.Working = append(f.Week.Working, day.String())
	}
	f.Find.Off = []string{}
	f.Find.NextStep.Fillers, f.Find.NextStep.FillerWords, f.Find.NextStep.ActionWords = []string{}, []string{}, []string{}
	f.Find.Stale.DaysIn, f.Find.SlowStage.DaysIn = map[string]int{}, map[string]int{}
	return f
}

// money reads a quota: a number of the home currency, or a number and a code.
func money(v any) (agenda.Money, error) {
	text := ""
	switch v := v.(type) {
	case int64:
		text = fmt.Sprintf("%d %s", v, agenda.NoCurrency)
	case float64:
		text = strings.TrimSuffix(fmt.Sprintf("%.2f", v), ".00") + " " + agenda.NoCurrency
	case string:
		text = strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer(",", "", "_", "").Replace(v)), " "))
	}
	m, ok := agenda.ParseMoney(text)
	if !ok || m.Minor < 0 {
		return m, fmt.Errorf("this is no amount: say 250000, or \"250000 EUR\"")
	}
	return m, nil
}
