package store

import (
	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// PacketReport says what came in with a packet.
type PacketReport struct {
	Reviews   []PacketReview
	Unknown   []packet.Deal // not in this file: kept until an import brings them
	NewPeople []string
	Fixes     int // mended values that are new here
	FixRivals int // of which somebody here mended the same otherwise
}

// PacketReview says what came in of one review.
type PacketReview struct {
	ID, Rep string // the rep's name
	Stage   agenda.Stage
	Known   bool // it was here before
	New     map[packet.Kind]int
	Newer   int // things that were said anew since
	Both    int // things that now stand in more than one version
	Same    int
}

// Took says whether anything came in.
func (r PacketReport) Took() bool {
	took := r.Fixes > 0
	for _, v := range r.Reviews {
		took = took || !v.Known || len(v.New)+v.Newer+v.Both > 0
	}
	return took
}

// count compares what was here with what is here now.
func (r *PacketReview) count(mine, both []packet.Thing) {
	had := map[packet.Place]packet.Thing{}
	for _, t := range mine {
		had[t.Place] = t
	}
	for _, t := range both {
		old, ok := had[t.Place]
		switch {
		case t.Kind == packet.Meeting && ok && len(old.Versions) > 0 && old.Versions[0].ID == t.Versions[0].ID:
		case !ok && t.Kind != packet.Meeting:
			r.New[t.Kind]++
		case ok && len(t.Rivals()) > len(old.Rivals()):
			r.Both++
		case ok && old.Versions[0].ID != t.Versions[0].ID:
			r.Newer++
		case ok && t.Kind != packet.Meeting:
			r.Same++
		}
	}
}
