package inspect

import (
	"maps"
	"slices"

	"halfhour/agenda"
)

// Norms is what is usual for this pipeline, learnt from its won deals. Its
// zero value means that nothing is known yet: then the fixed days of each
// stage hold, and nothing is too old or outsized.
type Norms struct {
	// Stages tells, by the CRM's name of a stage, how long won deals stayed.
	Stages map[string]StageNorm
	// Won is how many won deals UsualAge is based on.
	Won int
	// UsualAge is the age in days that 95 % of the deals ever won had not
	// passed when they closed.
	UsualAge int
	// Amounts tells, by currency, what won deals brought.
	Amounts map[string]AmountNorm
	// Known is what the exports tell of at all.
	Known Known
}

// StageNorm is how long won deals stayed in a stage.
type StageNorm struct {
	Won    int // deals it is based on
	Median int // days
}

// AmountNorm is what won deals of one currency brought.
type AmountNorm struct {
	Won    int // deals it is based on
	Median agenda.Money
}

// Known says what any deal of the exports has, so that a deal without it lacks
// it.
type Known struct {
	NextStep bool
	Activity bool
}

// Learn returns the norms that deals themselves tell: ages and amounts of the
// won ones, and what is known of any. How long won deals stayed in each stage
// takes their history, and is left empty.
func Learn(deals []agenda.Deal) Norms {
	n := Norms{Amounts: map[string]AmountNorm{}, Known: knownOf(deals)}
	var ages []int
	amounts := map[string][]int64{}
	for _, d := range deals {
		if d.Status != agenda.Won {
			continue
		}
		if age, known := d.Age(d.Close); known && d.Close != 0 {
			ages = append(ages, age)
		}
		if d.Amount.Minor > 0 {
			amounts[d.Amount.Currency] = append(amounts[d.Amount.Currency], d.Amount.Minor)
		}
	}
	if n.Won = len(ages); n.Won > 0 {
		slices.Sort(ages)
		n.UsualAge = ages[(95*len(ages)+99)/100-1]
	}
	for _, code := range slices.Sorted(maps.Keys(amounts)) {
		n.Amounts[code] = AmountNorm{len(amounts[code]), agenda.Money{Minor: median(amounts[code]), Currency: code}}
	}
	return n
}

// median returns the middle of numbers, the lower one of two.
func median(numbers []int64) int64 {
	slices.Sort(numbers)
	return numbers[(len(numbers)-1)/2]
}

func knownOf(deals []agenda.Deal) Known {
	var k Known
	for _, d := range deals {
		k.NextStep = k.NextStep || d.NextStep != "" || d.NextStepDate != 0
		k.Activity = k.Activity || d.LastActivity != 0
	}
	return k
}
