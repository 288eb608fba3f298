package process

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halfhour/agenda"
	"halfhour/agenda/tomlfile"
)

func TestDefaultsReadBack(t *testing.T) {
	p, err := Parse(Write(agenda.Process{}), agenda.Process{})
	if err != nil || !reflect.DeepEqual(p, agenda.DefaultProcess()) {
		t.Errorf("%v\n%+v", err, p)
	}
}

// What is written is read back, whatever names and questions hold.
func TestRoundTrip(t *testing.T) {
	word := rapid.StringMatching(`[^\s\p{C}\p{Z}]{1,12}( [^\s\p{C}\p{Z}]{1,12})?`)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(word, 3, 8, strings.ToLower).Draw(t, "names")
		p := agenda.Process{}
		for i, name := range names {
			s := agenda.ProcessStage{Name: name, Step: rapid.SampledFrom(agenda.OpenSteps).Draw(t, "step"), Days: rapid.IntRange(1, mostDays).Draw(t, "days")}
			switch i {
			case 0:
				s = agenda.ProcessStage{Name: name, Step: agenda.ClosedWon}
			case 1:
				s = agenda.ProcessStage{Name: name, Step: agenda.ClosedLost}
			default:
				for n := range rapid.IntRange(leastQuestions, mostQuestions).Draw(t, "questions") {
					s.Questions = append(s.Questions, agenda.Question{ID: strings.Repeat("q", 1+3*i+n), Text: word.Draw(t, "ask")})
				}
			}
			p.Stages = append(p.Stages, s)
		}
		got, err := Parse(Write(p), agenda.Process{})
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Fatalf("%v\n%s\n%+v\n%+v", err, Write(p), got, p)
		}
	})
}

const two = `
[[stage]]
name = "Talk"
like = "discovery"
crm = ["Erstgespräch"]
questions = [
  { id = "pain", ask = "Does it hurt?" },
  { ask = "Has the buyer confirmed the pain and what it costs?" },
  { ask = "疼吗?" },
]
[[stage]]
name = "Won"
[[stage]]
name = "Lost"
`

func TestIdsStayWithTheirQuestions(t *testing.T) {
	p, err := Parse([]byte(two), agenda.Process{})
	if err != nil {
		t.Fatal(err)
	}
	q := p.Stages[0].Questions
	if q[0].ID != "pain" || q[0].Text != "Does it hurt?" {
		t.Errorf("new words of an old question: %+v", q[0])
	}
	if q[1].ID == "pain" || q[1].ID == "" || q[2].ID != "疼吗" {
		t.Errorf("new questions: %+v", q[1:])
	}
	again, err := Parse([]byte(strings.Replace(two, `id = "pain", `, "", 1)), p)
	if err != nil || !reflect.DeepEqual(again, p) {
		t.Errorf("the same words without ids: %v, %+v", err, again.Stages[0].Questions)
	}
	if d := p.Stages[0]; d.Days != 21 || d.Step != agenda.Discovery {
		t.Errorf("defaults: %+v", d)
	}
}

func TestMistakes(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(two, from, to, 1) }
	for _, c := range []struct{ text, want string }{
		{"", "line 1, column 1: there is no stage"},
		{change(`like = "discovery"`, `like = "talking"`), `line 4, column 8: say which of these “Talk” is like`},
		{change("name = \"Talk\"\n", ""), "line 2, column 3: a stage needs a name"},
		{change(`"Erstgespräch"`, `"Erstgespräch", "Won"`), `“Won” is a name of “Talk” already`},
		{change(`, ask = "Does it hurt?" }`, ""), "line 8, column 3: invalid character"},
		{change("  { ask = \"疼吗?\" },\n", "  { ask = \" \" },\n"), "line 9, column 5: the question has no words"},
		{change("  { ask = \"疼吗?\" },\n", "  { id = \"pain\", ask = \"b?\" },\n"), "line 9, column 10: the id “pain” is another"},
		{change("  { ask = \"疼吗?\" },\n", "  { id = \"a b\", ask = \"b?\" },\n"), "one short word"},
		{change("crm =", "days = 0\ncrm ="), "line 5, column 8: 0 days make no sense"},
		{change("crm =", "dayz = 3\ncrm ="), "line 5, column 1: nobody knows the word “dayz”"},
		{change(`name = "Won"`, "name = \"Won\"\ndays = 3"), "“Won” is an end"},
		{change("[[stage]]\nname = \"Lost\"\n", ""), "no stage loses"},
		{change("[[stage]]\nname = \"Won\"\n", ""), "no stage wins"},
		{change("questions = [", "questions = [\n{ask = \"one?\"},"), "“Talk” has 4 exit questions; two or three decide"},
	} {
		_, err := Parse([]byte(c.text), agenda.Process{})
		if _, ok := err.(*tomlfile.Mistake); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s, in:\n%s", err, c.want, c.text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(two)
	f.Add(string(Write(agenda.Process{})))
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse([]byte(text), agenda.Process{})
		if err != nil {
			return
		}
		again, err := Parse(Write(p), p)
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%v\n%s\n%+v\n%+v", err, Write(p), p, again)
		}
	})
}
