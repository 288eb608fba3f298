package listing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/junegunn/fzf/src/util"

	"halfhour/agenda"
)

// ref is where a text stands in an arena.
type ref struct {
	chunk, from uint32
	size        uint32
}

// arena keeps texts one after the other, so that a hundred thousand of them
// are not as many pieces of memory.
type arena struct{ chunks [][]byte }

const chunkSize = 256 << 10

func (a *arena) add(text string) ref {
	if text == "" {
		return ref{}
	}
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+len(text) > cap(a.chunks[last]) {
		a.chunks = append(a.chunks, make([]byte, 0, max(chunkSize, len(text))))
		last++
	}
	from := len(a.chunks[last])
	a.chunks[last] = append(a.chunks[last], text...)
	return ref{uint32(last), uint32(from), uint32(len(text))}
}

func (a *arena) bytes(r ref) []byte {
	if r.size == 0 {
		return nil
	}
	return a.chunks[r.chunk][r.from : r.from+r.size : r.from+r.size]
}

func (a *arena) string(r ref) string { return string(a.bytes(r)) }

// values are texts that repeat, each once. The first is "".
type values struct {
	texts   []string
	folded  []util.Chars
	letters []letters
	at      map[string]int32
}

// of returns the place of a text, a new one for a new text.
func (v *values) of(text string) int32 { return v.named(text, text) }

// named is of for texts that may be alike though what they stand for is not:
// the key tells.
func (v *values) named(key, text string) int32 {
	if at, ok := v.at[key]; ok {
		return at
	}
	if v.at == nil {
		v.at = map[string]int32{}
	}
	at := int32(len(v.texts))
	v.at[strings.Clone(key)] = at
	text = strings.Clone(text) // not a part of something larger
	folded := agenda.Fold(text)
	v.texts = append(v.texts, text)
	v.folded = append(v.folded, util.ToChars([]byte(folded)))
	v.letters = append(v.letters, lettersOf(folded))
	return at
}

// order returns which place each value has in the alphabet.
func (v *values) order() []int32 {
	by := make([]int32, len(v.texts))
	for i := range by {
		by[i] = int32(i)
	}
	slices.SortFunc(by, func(a, b int32) int {
		return cmp.Or(cmp.Compare(v.folded[a].ToString(), v.folded[b].ToString()), cmp.Compare(v.texts[a], v.texts[b]))
	})
	place := make([]int32, len(by))
	for i, at := range by {
		place[at] = int32(i)
	}
	return place
}

// letters says which letters and digits a folded text has, a bit each; others
// share some bits. A text can match a word only if it has all of its bits.
type letters uint64

func lettersOf(folded string) letters {
	var l letters
	for _, r := range folded {
		l |= letterOf(r)
	}
	return l
}

func letterOf(r rune) letters {
	switch {
	case r >= 'a' && r <= 'z':
		return 1 << (r - 'a')
	case r >= '0' && r <= '9':
		return 1 << (26 + r - '0')
	}
	return 1 << (36 + uint32(r)%28)
}

func (l letters) has(all letters) bool { return l&all == all }
