package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/listing"
	"halfhour/store"
	"halfhour/tui/aside"
)

// dealReader fills a list with deals, those of some owners after those of
// others, so that they are never all in memory as they are in the file.
type dealReader struct {
	st     *store.Store
	today  agenda.Date
	some   bool // the first batch is enough
	all    bool // there were no more
	ground inspect.Ground
	byID   map[string]agenda.Person

	mu   sync.Mutex
	list *listing.List
}

// read reads the deals of everybody and nobody's, those of one person first.
func (r *dealReader) read(ctx context.Context, first string) (err error) {
	if r.ground, err = groundOf(ctx, r.st, r.today, agenda.Person{}); err != nil {
		return err
	}
	people, err := r.st.People(ctx)
	if err != nil {
		return err
	}
	r.byID = map[string]agenda.Person{}
	for _, who := range people {
		r.byID[who.ID] = who
	}
	most := -1
	if r.some {
		most = firstOwners
	}
	counts, err := r.st.DealsOf(ctx, most, first)
	if err != nil {
		return err
	}
	batches := batched(counts, first)
	r.all = !r.some || len(batches) <= 1 && len(counts) < firstOwners
	if r.some {
		batches = batches[:min(len(batches), 1)]
	}
	r.list = listing.New(r.today, dealsIn(batches, counts))
	return r.each(ctx, batches)
}

// batchSize is about how many deals are read at once. The first batch is
// smaller: somebody waits for it.
const batchSize, firstBatch = 3000, 500

// firstOwners is how many owners are looked at for the first batch.
const firstOwners = 100

// batched puts owners into batches; all of an owner's deals are in one. One
// person comes first.
func batched(counts map[string]int, first string) (batches [][]string) {
	owners := slices.Sorted(maps.Keys(counts))
	if i := slices.Index(owners, first); i > 0 {
		owners = append([]string{first}, slices.Delete(owners, i, i+1)...)
	}
	n, most := 0, firstBatch
	for _, id := range owners {
		if n == 0 || n+counts[id] > most && n >= most/2 || len(batches[len(batches)-1]) == mostOwners {
			if len(batches) > 0 {
				most = batchSize
			}
			batches, n = append(batches, nil), 0
		}
		last := len(batches) - 1
		batches[last] = append(batches[last], id)
		n += counts[id]
	}
	return batches
}

// dealsIn returns how many deals there are in some batches.
func dealsIn(batches [][]string, counts map[string]int) (n int) {
	for _, owners := range batches {
		for _, id := range owners {
			n += counts[id]
		}
	}
	return n
}

// mostOwners is how many owners one statement takes.
const mostOwners = 400

// each reads batches, two at a time.
func (r *dealReader) each(ctx context.Context, batches [][]string) error {
	errs := make([]error, 2)
	var work aside.Group
	for w := range errs {
		work.Go(func() {
			for i := w; i < len(batches) && errs[w] == nil; i += len(errs) {
				errs[w] = r.add(ctx, batches[i])
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}

// add puts the deals of some owners into the list. A deal is held against what
// its owner has open, as in their review.
func (r *dealReader) add(ctx context.Context, owners []string) error {
	deals, err := r.st.Deals(ctx, store.Filter{Of: owners, All: true, Today: r.today})
	if err != nil {
		return err
	}
	ranked := map[string]agenda.Candidate{}
	for _, c := range inspect.Over(deals, r.ground).Rank() {
		ranked[c.DealID] = c
	}
	told := make([]listing.Told, len(deals))
	for i, d := range deals {
		told[i] = r.told(d, ranked)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, d := range deals {
		r.list.Add(d, told[i])
	}
	return nil
}

// told is what is known of a deal beside it.
func (r *dealReader) told(d agenda.Deal, ranked map[string]agenda.Candidate) listing.Told {
	c, ok := ranked[d.ID]
	t := listing.Told{Need: agenda.NeedOf(&d, c)}
	if ok {
		t.Why, t.Findings = c.Reason.String(), c.Findings
	}
	t.Owners = ownersAmong(d, r.byID)
	var others []string
	for _, who := range t.Owners[min(len(t.Owners), 1):] {
		others = append(others, who.Name)
	}
	slices.Sort(others)
	t.Why = listedDeal{Deal: d, reason: t.Why, shared: others}.why(agenda.Person{})
	return t
}

// ownersAmong are those who own a deal, the owner first.
func ownersAmong(d agenda.Deal, byID map[string]agenda.Person) []agenda.Person {
	var list []agenda.Person
	for _, id := range append([]string{d.Owner}, d.CoOwners...) {
		if who, ok := byID[id]; ok {
			list = append(list, who)
		}
	}
	return list
}

// newListing puts deals into a list to look through, in their order; why each
// needs the time stays with them. people is everybody.
func newListing(list []listedDeal, people []agenda.Person, today agenda.Date) *listing.List {
	byID := map[string]agenda.Person{}
	for _, who := range people {
		byID[who.ID] = who
	}
	l := listing.New(today, len(list))
	for _, d := range list {
		l.Add(d.Deal, listing.Told{Need: d.need, Findings: d.found, Owners: ownersAmong(d.Deal, byID)})
	}
	l.Rank()
	return l
}
