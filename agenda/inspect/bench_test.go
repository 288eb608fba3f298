package inspect_test

import (
	"fmt"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
)

// crowd returns many open deals of many owners with something wrong here and
// there.
func crowd(n int) []agenda.Deal {
	deals := make([]agenda.Deal, n)
	for i := range deals {
		d := sound()
		d.ID, d.Owner = fmt.Sprintf("%036d", i), fmt.Sprintf("%036d", i%200)
		d.Amount.Minor += int64(i % 1000 * 100)
		d.Close += agenda.Date(i%90 - 30)
		d.LastActivity -= agenda.Date(i % 40)
		d.NextStepDate -= agenda.Date(i % 7)
		d.Forecast = []string{"", "Pipeline", "Best Case", "Commit"}[i%4]
		deals[i] = d
	}
	return deals
}

func BenchmarkScore(b *testing.B) {
	deals := crowd(100_000)
	for b.Loop() {
		in := inspect.Over(deals, on(met))
		for i := range deals {
			in.Score(&deals[i])
		}
	}
}
