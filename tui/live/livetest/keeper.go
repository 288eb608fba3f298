// Package livetest has a keeper of reviews in memory, for tests of rooms and
// screens.
package livetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"halfhour/agenda"
)

// Keeper keeps one review in memory, as the file would.
type Keeper struct {
	mu     sync.Mutex
	review agenda.Review
	fail   error
	slow   time.Duration
	saves  int
	seen   time.Time
}

// NewKeeper returns a keeper that holds a review.
func NewKeeper(r agenda.Review) *Keeper { return &Keeper{review: r.Clone()} }

// SaveReview keeps next, unless another version than was is kept already.
func (k *Keeper) SaveReview(_ context.Context, was, next agenda.Review) (agenda.Review, error) {
	k.mu.Lock()
	slow := k.slow
	k.mu.Unlock()
	time.Sleep(slow)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.saves++
	if k.fail != nil {
		return agenda.Review{}, k.fail
	}
	if was.Version != k.review.Version {
		return agenda.Review{}, fmt.Errorf("save: %w", agenda.ErrStale)
	}
	next.Version++
	k.review = next.Clone()
	return next, nil
}

// Review returns what is kept.
func (k *Keeper) Review(context.Context, string) (agenda.Review, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.review.Clone(), nil
}

// Seen notes the instant.
func (k *Keeper) Seen(_ context.Context, _ string, at time.Time) (int64, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seen = at
	return k.review.Version, k.fail
}

// Refuse lets every call fail with an error, until it is nil again.
func (k *Keeper) Refuse(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fail = err
}

// Slow lets every save take so long.
func (k *Keeper) Slow(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.slow = d
}

// Saved returns the review, how many saves were tried, and when it was last
// seen.
func (k *Keeper) Saved() (review agenda.Review, saves int, seen time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.review.Clone(), k.saves, k.seen
}

// Elsewhere makes a change as another window would.
func (k *Keeper) Elsewhere(change func(*agenda.Review) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	next := k.review.Clone()
	if err := change(&next); err != nil {
		return err
	}
	next.Version++
	k.review = next
	return nil
}
