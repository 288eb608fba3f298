package tomlfile

import (
	"strings"
	"testing"
)

type sample struct {
	Days  int    `toml:"days"`
	Name  string `toml:"name"`
	Stage []struct {
		Name      string   `toml:"name"`
		CRM       []string `toml:"crm"`
		Questions []struct {
			Ask string `toml:"ask"`
		} `toml:"questions"`
	} `toml:"stage"`
}

func TestMistakesSayWhere(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"days = 3\nname = \"x", "line 2, column 9: unterminated"},
		{"# 阶段\nname = \"阶段\" oops", "line 2, column 13"},
		{"days = \"3\"", "line 1, column 8: a whole number is wanted here, not string"},
		{"name = 3", "text in quotes is wanted here, not"},
		{"name = [\"x\"]", "line 1, column 8"},
		{"days = 3\ncolour = \"red\"", "line 2, column 1: nobody knows the word “colour” here"},
		{"[[stage]]\nname = \"a\"\nquestions = [\n  { ask = \"b?\", id = \"x\" },\n]", "line 4, column 17: nobody knows the word “id” here"},
		{"days = 99999999999999999999", "line 1, column 8"},
		{"name = \"\xff\"", "line 1, column 9"},
		{"days = 1\ndays = 2", "line 2"},
		{strings.Repeat("#", MostBytes+1), "line 1, column 1"},
		{"\ufeff" + strings.Repeat("#", MostBytes-2), "line 1, column 1"},
	} {
		var v sample
		if _, err := Read([]byte(c.text), &v); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestPlacesOfWhatIsWrong(t *testing.T) {
	text := "\ufeff" + `name = "阶段"
[[stage]]
name = "one"
[[stage]]
  name = "two"
  crm = ["a", "客户", "c"]
  questions = [
    { ask = "first?" }, # said
    { ask = "second?" },
  ]
`
	var v sample
	doc, err := Read([]byte(text), &v)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{"name", "line 1, column 8: no"},
		{"stage.0.name", "line 3, column 8: no"},
		{"stage.1.name", "line 5, column 10: no"},
		{"stage.1.crm.2", "line 6, column 21: no"},
		{"stage.1.questions.1.ask", "line 9, column 13: no"},
		{"stage.1.questions.1.id", "line 9, column 7: no"},
		{"stage.1.days", "line 4, column 3: no"},
		{"other", "line 1, column 1: no"},
	} {
		if got := doc.Wrong(c.path, "no").Error(); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("name = \"x\"\n[[stage]]\nquestions = [{ask=\"?\"}]")
	f.Add("[[stage]]\n[[stage.questions]]\nask = 1")
	f.Fuzz(func(t *testing.T, text string) {
		var v sample
		doc, err := Read([]byte(text), &v)
		if err == nil {
			err = doc.Wrong("stage.0.questions.0.ask", "no")
		}
		m, ok := err.(*Mistake)
		if !ok || m.Line < 1 || m.Column < 1 || m.Line > strings.Count(text, "\n")+1 {
			t.Errorf("%q: %v", text, err)
		}
	})
}
