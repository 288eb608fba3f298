package listing

import (
	"strings"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"
)

// Runner runs the parts of a piece of work, at the same time if it can, and
// returns when all are done. Part i is run with i.
type Runner func(parts int, part func(i int))

// InTurn runs one part after the other.
func InTurn(parts int, part func(i int)) {
	for i := range parts {
		part(i)
	}
}

// How well a word has to fit letter by letter: fzf gives 16 points for each
// letter, more at the beginning of words and for letters side by side, and
// takes some for gaps. A fit below this many points a letter is scattered all
// over the text. Our choice.
const leastPerLetter = 17

// shortWord is how many letters a word may have that is only looked for as it
// stands: two letters stand somewhere in nearly every name.
const shortWord = 2

// fzf's tables of what beginnings of words are worth are empty before this.
func init() { algo.Init("default") }

// search is a filter at work on a list.
type search struct {
	list  *List
	terms []term
	// fits tells for each term how well each value of the list fits.
	accounts, owners, stages, forecasts, wrongs [][]fit
}

// most is as well as anything can fit.
const most = 1 << 14

// fit is how well a text fits a word. loose says that its letters are there in
// their order, though too far from each other: when the word grows, only such
// can fit. A word fits with a score above 0.
type fit struct {
	score int16
	loose bool
}

func newSlab() *util.Slab { return util.MakeSlab(100*1024, 2048) }

// newSearch looks at everything that repeats.
func newSearch(l *List, terms []term, run Runner) *search {
	s := &search{list: l, terms: terms}
	for _, v := range []struct {
		values *values
		in     string
		fits   *[][]fit
	}{{&l.accounts, "account", &s.accounts}, {&l.owners, "owner", &s.owners}, {&l.stages, "stage", &s.stages},
		{&l.forecasts, "forecast", &s.forecasts}, {&l.wrongs, "findings", &s.wrongs}} {
		*v.fits = make([][]fit, len(terms))
		for i, t := range terms {
			if t.in == v.in || t.in == "" && v.in != "forecast" {
				(*v.fits)[i] = v.values.fits(t, v.in == "findings", run)
			}
		}
	}
	return s
}

// fits returns how well each value fits a term. asItStands is for codes: their
// letters mean nothing one by one.
func (v *values) fits(t term, asItStands bool, run Runner) []fit {
	list := make([]fit, len(v.texts))
	t.exact = t.exact || asItStands
	inParts(len(list), run, func(from, to int) {
		slab := newSlab()
		for i := from; i < to; i++ {
			list[i] = t.fit(&v.folded[i], v.letters[i], slab)
		}
	})
	return list
}

// inParts cuts work on n things into two parts, if that is worth it.
func inParts(n int, run Runner, do func(from, to int)) {
	const worth = 2000
	if n < worth {
		do(0, n)
		return
	}
	run(2, func(i int) { do(n*i/2, n*(i+1)/2) })
}

// fit says how well a text fits the term.
func (t *term) fit(text *util.Chars, has letters, slab *util.Slab) fit {
	if !has.has(t.mask) || text.Length() == 0 {
		return fit{}
	}
	if t.exact || len(t.text) <= shortWord {
		r, _ := algo.ExactMatchNaive(true, false, true, text, t.text, false, slab)
		return fit{int16(min(max(r.Score, 0), most)), true}
	}
	r, _ := algo.FuzzyMatchV2(true, false, true, text, t.text, false, slab)
	switch {
	case r.Start < 0:
		return fit{}
	case r.Score < leastPerLetter*len(t.text):
		return fit{0, true}
	}
	return fit{int16(min(r.Score, most)), true}
}

// row says how well a deal fits the whole filter.
func (s *search) row(i int32, slab *util.Slab) fit {
	r := &s.list.rows[i]
	all := fit{1, true}
	for n := range s.terms {
		f := s.term(n, i, r, slab)
		if s.terms[n].not {
			// What excludes a deal may not when the word grows.
			if f.score > 0 {
				all.score = 0
			}
			continue
		}
		if !f.loose {
			return fit{}
		}
		if f.score == 0 {
			all.score = 0
		} else if all.score > 0 {
			all.score = min(all.score+f.score, most)
		}
	}
	return all
}

// term says how well a deal fits one term: as well as the best of its columns.
func (s *search) term(n int, i int32, r *row, slab *util.Slab) (best fit) {
	t := &s.terms[n]
	if t.in == "is" {
		if strings.HasPrefix(statusWords[r.status], string(t.text)) {
			return fit{1, true}
		}
		return fit{}
	}
	for _, v := range [...]struct {
		fits []fit
		at   int32
	}{{s.accounts[n], r.account}, {s.owners[n], r.owner}, {s.stages[n], r.stage}, {s.forecasts[n], r.forecast}, {s.wrongs[n], r.wrong}} {
		if v.fits != nil {
			best = best.or(v.fits[v.at])
		}
	}
	if t.in == "" || t.in == "deal" {
		if r.letters.has(t.mask) {
			name := s.list.name(i)
			best = best.or(t.fit(&name, r.letters, slab))
		}
	}
	return best
}

func (f fit) or(other fit) fit { return fit{max(f.score, other.score), f.loose || other.loose} }
