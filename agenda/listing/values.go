package listing

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/junegunn/fzf/src/util"

	"halfhour/agenda"
)

// ref is where a deal's texts begin in an arena.
type ref struct{ chunk, from uint32 }

// part is one of a deal's texts.
type part int

// The texts of a deal, in the order they stand in.
const (
	theID part = iota // 16 bytes of a UUID, or as it is
	theName
	theFolded // the name, for finding
	theNext
	theWhy // as phrases have it
	parts
)

// arena keeps the texts of deals one after the other, each with its length
// before it, so that a hundred thousand of them are not as many pieces of memory.
type arena struct{ chunks [][]byte }

const chunkSize = 256 << 10

func (a *arena) add(texts [parts][]byte) ref {
	size := 0
	for _, text := range texts {
		size += binary.MaxVarintLen32 + len(text)
	}
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+size > cap(a.chunks[last]) {
		a.chunks = append(a.chunks, make([]byte, 0, max(chunkSize, size)))
		last++
	}
	at := ref{uint32(last), uint32(len(a.chunks[last]))}
	for _, text := range texts {
		a.chunks[last] = binary.AppendUvarint(a.chunks[last], uint64(len(text)))
		a.chunks[last] = append(a.chunks[last], text...)
	}
	return at
}

// bytes returns one of the texts at a place.
func (a *arena) bytes(r ref, which part) []byte {
	rest := a.chunks[r.chunk][r.from:]
	for ; ; which-- {
		size, n := binary.Uvarint(rest)
		if rest = rest[n:]; which == 0 {
			return rest[:size:size]
		}
		rest = rest[size:]
	}
}

func (a *arena) string(r ref, which part) string { return string(a.bytes(r, which)) }

// shortID returns an id in as few bytes as it can: 16 for a UUID as halfhour
// writes them, a 0 before any other.
func shortID(id string) []byte {
	if u, err := uuid.Parse(id); err == nil && u[0] != 0 && u.String() == id {
		return u[:]
	}
	return append([]byte{0}, id...)
}

func longID(id []byte) string {
	if id[0] == 0 {
		return string(id[1:])
	}
	return uuid.UUID(id).String()
}

// phrases writes texts that are made of the same words as the numbers of the
// words: a third of the size.
type phrases struct {
	words []string
	at    map[string]uint64
}

// mostWords is how many words have a number. What comes after them is written
// out, after a number that none has.
const mostWords = 1 << 14

func (p *phrases) add(text string) (bytes []byte) {
	if text == "" {
		return nil
	}
	for word := range strings.SplitSeq(text, " ") {
		n, known := p.at[word]
		if !known && len(p.words) < mostWords {
			if p.at == nil {
				p.at = map[string]uint64{}
			}
			n, known = uint64(len(p.words)), true
			word = strings.Clone(word)
			p.words, p.at[word] = append(p.words, word), n
		}
		if known {
			bytes = binary.AppendUvarint(bytes, n)
			continue
		}
		bytes = binary.AppendUvarint(bytes, mostWords)
		bytes = binary.AppendUvarint(bytes, uint64(len(word)))
		bytes = append(bytes, word...)
	}
	return bytes
}

func (p *phrases) text(bytes []byte) string {
	var b strings.Builder
	number := func() int {
		n, size := binary.Uvarint(bytes)
		bytes = bytes[size:]
		return int(n)
	}
	for whole := len(bytes); len(bytes) > 0; {
		if len(bytes) < whole {
			b.WriteByte(' ')
		}
		if n := number(); n < len(p.words) {
			b.WriteString(p.words[n])
			continue
		}
		size := number()
		b.Write(bytes[:size])
		bytes = bytes[size:]
	}
	return b.String()
}

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
