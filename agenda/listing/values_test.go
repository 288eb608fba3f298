package listing

import (
	"fmt"
	"strings"
	"testing"

	"halfhour/agenda"
)

// A deal comes out of a list as it went in, whatever its texts are.
func TestTextsComeOutAsTheyWentIn(t *testing.T) {
	long := strings.Repeat("客户名称 ", 70_000) // more than a chunk
	deals := []agenda.Deal{
		{ID: "0193d2a0-7c55-7def-8e1b-0242ac120002", Name: "Nordlicht renewal"},
		{ID: "0193D2A0-7C55-7DEF-8E1B-0242AC120002", Name: "capitals in its id"},
		{ID: "sixteen letters!", Name: "an id as long as a short one"},
		{ID: "B-7", Name: "青岚云平台扩容", NextStep: "call  with two spaces"},
		{ID: "B-8", Name: long},
	}
	whys := []string{"", "2 days past its close date", " a space before and after ", "客户 quiet for 12 days", long}
	l := New(20_780, len(deals))
	for i, d := range deals {
		l.Add(d, Told{Need: agenda.Need{Score: float64(-i)}, Why: whys[i]})
	}
	l.Rank()
	for i, d := range deals {
		got := l.Deal(i)
		if id := l.ID(i); id != d.ID || got.Name != d.Name || got.NextStep != d.NextStep || got.Why != whys[i] {
			t.Errorf("deal %d came out as %q, %q, %q, %q", i, id, safeCut(got.Name), got.NextStep, safeCut(got.Why))
		}
		if l.Find(d.ID) != i {
			t.Errorf("deal %d is found at %d", i, l.Find(d.ID))
		}
	}
}

func safeCut(s string) string { return s[:min(len(s), 40)] }

// Words beyond those that have a number are written out.
func TestPhrasesOfManyWords(t *testing.T) {
	var p phrases
	text := func(i int) string { return fmt.Sprintf("word%d of %d", i, i) }
	var kept [][]byte
	for i := range mostWords {
		kept = append(kept, p.add(text(i)))
	}
	for i, bytes := range kept {
		if got := p.text(bytes); got != text(i) {
			t.Fatalf("%q came out as %q", text(i), got)
		}
	}
	if len(p.words) != mostWords {
		t.Errorf("%d words have a number", len(p.words))
	}
}
