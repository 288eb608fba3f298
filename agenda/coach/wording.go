package coach

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// wordings are ways of blaming somebody, in English and in Chinese, and what to
// say about the deal instead. In a pattern {who} stands for whoever is
// addressed or named, {name} for a name, {done} for a past participle.
//
//go:embed wordings.json
var wordingsFile []byte

type wording struct {
	Says     string   `json:"says"` // a kind of blame, for whoever extends the file
	Patterns []string `json:"patterns"`
	Instead  string   `json:"instead"`
}

var wordings = sync.OnceValue(func() []wording {
	var list []wording
	if err := json.Unmarshal(wordingsFile, &list); err != nil {
		panic(fmt.Errorf("the embedded wordings: %w", err))
	}
	return list
})

// done is a past participle: "should have called" looks back, "should have a
// call" does not.
const done = `(been|\p{L}+ed|done|sent|known|asked|told|seen|gone|taken|made|kept|got|gotten|written|spoken|met|brought|caught|chosen|come|found|given|left|led|lost|put|read|run|said|set|shown|spent|stood|thought|understood|won|built|bought|held|heard|paid|sold|dealt|begun|driven|let)\b`

// Reword offers a wording about the deal for a note or an action that blames
// somebody; "" when it does not. names are the people's who may be meant, whole
// or the first name alone. It is an offer, in the language of the text: what
// was typed stays as it is.
func Reword(text string, names ...string) string {
	folded := strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, b := range blames(names) {
		if b.pattern.MatchString(folded) {
			return b.instead
		}
	}
	return ""
}

type blame struct {
	pattern *regexp.Regexp
	instead string
}

var compiled sync.Map // of names, folded and joined → []blame

// blames are the patterns for these people.
func blames(names []string) []blame {
	var people []string
	for _, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		first, _, _ := strings.Cut(n, " ")
		for _, n := range []string{n, first} {
			if n != "" && !slices.Contains(people, regexp.QuoteMeta(n)) {
				people = append(people, regexp.QuoteMeta(n))
			}
		}
	}
	key := strings.Join(people, "|")
	if list, ok := compiled.Load(key); ok {
		return list.([]blame)
	}
	name := key
	if name == "" {
		name = `\x00`
	}
	fill := strings.NewReplacer("{who}", `\b(you|he|she|`+name+`)`, "{name}", "("+name+")", "{done}", done)
	var list []blame
	for _, w := range wordings() {
		for _, p := range w.Patterns {
			list = append(list, blame{regexp.MustCompile(`(^|[^\p{Latin}])` + fill.Replace(p)), w.Instead})
		}
	}
	compiled.Store(key, list)
	return list
}
