package agenda

import "time"

// CodeLife is how long a code waits for its first use, and MostWrongCodes how
// many wrong ones are too many.
const (
	CodeLife       = 10 * time.Minute
	MostWrongCodes = 5
)

// Admission lets one person into one review from another laptop: by a code that
// is used once, and then by the key that they used it with.
type Admission struct {
	ID       string
	ReviewID string
	Person   string // a Person's ID
	Part     Part
	DealID   string // the only deal that an Observer sees
	Hash     string // of the code; "" when the key is all there is
	Expires  time.Time
	Wrong    int       // how many wrong codes were tried while it waited
	Used     time.Time // when the code was used; zero while it was not
	Key      string    // as authorized_keys has it, "" for none
	Ended    bool      // removed: neither code nor key opens
}

// Waits says whether the code can still be used.
func (a Admission) Waits(now time.Time) bool {
	return a.Hash != "" && !a.Ended && a.Used.IsZero() && a.Wrong < MostWrongCodes && now.Before(a.Expires)
}
