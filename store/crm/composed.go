package crm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is the longest word that is taken apart, in bytes.
const maxWord = 120

// maxEnd is the longest name of a stage, in bytes, that is taken apart.
const maxEnd = 80

// composition is what the vocabulary knows of headers by their words.
type composition struct {
	words   map[string]string // folded word → what it says
	english map[string]bool   // of these words, those that are English too
	small   map[string][]string
	phrases map[string]meaning // sorted words → what they mean together
}

// addWords loads the words that headers in other languages are made of.
func (v *vocabulary) addWords(rank int) {
	c := &composition{words: map[string]string{}, english: map[string]bool{}, small: map[string][]string{}, phrases: map[string]meaning{}}
	for _, row := range vocabularyRows("words.csv", 3) {
		for _, word := range strings.Fields(row[2]) {
			key := fold(word)
			switch row[0] {
			case "of", "on", "to":
				c.small[key] = append(c.small[key], row[0])
				continue
			}
			if c.words[key] == "" {
				c.words[key] = row[0]
			}
			if row[1] == "en" {
				c.english[key] = true
			}
		}
	}
	for i, row := range vocabularyRows("phrases.csv", 2) {
		if !knownField(row[0]) {
			panic("crm: phrases.csv: no such field: " + row[0])
		}
		key := row[1]
		if rest, noted := strings.CutPrefix(key, "note "); noted {
			key = "note " + phraseOf(strings.Fields(rest))
		} else {
			key = phraseOf(strings.Fields(key))
		}
		if _, twice := c.phrases[key]; twice {
			panic("crm: phrases.csv: twice: " + row[1])
		}
		c.phrases[key] = meaning{row[0], rank + i}
	}
	v.composed = c
}

// phraseOf is what words say together, whatever their order.
func phraseOf(words []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(words))), " ")
}

// phrase returns what words mean together, as they are or without the deal
// among them.
func (c *composition) phrase(note string, words []string) (meaning, bool) {
	if m, ok := c.phrases[note+phraseOf(words)]; ok {
		return m, true
	}
	m, ok := c.phrases[note+phraseOf(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "deal" }))]
	return m, ok
}

// meaningOf returns what a header means by its words; known is false where one
// of them is not known, or all are English: headers.csv knows those better.
func (c *composition) meaningOf(header string) (m meaning, known bool) {
	if note, rest, ok := strings.Cut(header, ")"); ok && strings.HasPrefix(note, "(") && strings.TrimSpace(rest) != "" {
		// (Nicht ändern) Verkaufschance: Dynamics keeps its ids there.
		words, foreign := c.wordsOf(rest)
		m, known := c.phrase("note ", words)
		return m, known && foreign
	}
	words, foreign := c.wordsOf(header)
	if !foreign {
		return meaning{}, false
	}
	return c.phrase("", words)
}

// wordsOf takes a text apart into what its words say, nil where one is not
// known; foreign is whether one of them is not English.
func (c *composition) wordsOf(text string) (said []string, foreign bool) {
	words := headerWords(text)
	for i, w := range words {
		if len(w) > maxWord {
			return nil, false
		}
		key, last := fold(w), i == len(words)-1 && i > 0
		small := c.small[key]
		switch {
		case last && slices.Contains(small, "to") && slices.Contains(said, "assigned"):
			said = append(said, "to")
			continue
		case last && slices.Contains(small, "on"):
			said = append(said, "date")
			continue
		case !last && slices.Contains(small, "of"):
			continue
		}
		parts := c.partsOf(key)
		if parts == nil {
			return nil, false
		}
		for _, p := range parts {
			if small := c.small[p]; c.words[p] == "" && slices.Contains(small, "of") {
				continue
			}
			said = append(said, c.words[p])
			foreign = foreign || !c.english[p]
		}
	}
	return said, foreign
}

// partsOf takes a folded word apart into as few known ones as it can: a long
// German or Nordic one, which may have an s between, or a Chinese, Japanese or
// Korean text, which has no spaces; nil where it cannot.
func (c *composition) partsOf(word string) []string {
	if c.words[word] != "" {
		return []string{word}
	}
	type way struct {
		from, parts int
		word        string
	}
	ways := make([]way, len(word)+1) // to each place, the shortest
	for end := 1; end <= len(word); end++ {
		for start := range end {
			if start > 0 && ways[start].parts == 0 || !utf8.RuneStart(word[start]) {
				continue
			}
			piece := word[start:end]
			if start > 0 && end < len(word) && piece == "s" && ways[start].word != "s" {
				if ways[end].parts == 0 {
					ways[end] = way{start, ways[start].parts, "s"}
				}
				continue
			}
			if !c.part(piece) {
				continue
			}
			if n := ways[start].parts + 1; ways[end].parts == 0 || n < ways[end].parts {
				ways[end] = way{start, n, piece}
			}
		}
	}
	if ways[len(word)].parts == 0 {
		return nil
	}
	var parts []string
	for at := len(word); at > 0; at = ways[at].from {
		if ways[at].word != "s" {
			parts = append(parts, ways[at].word)
		}
	}
	slices.Reverse(parts)
	return parts
}

// part says whether a piece of a word is a word of its own. Short ones in
// letters are found in too many.
func (c *composition) part(piece string) bool {
	r, _ := utf8.DecodeRuneInString(piece)
	if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
		return len(piece) > 2 && c.words[piece] != ""
	}
	return c.words[piece] != "" || slices.Contains(c.small[piece], "of")
}
