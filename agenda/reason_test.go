package agenda_test

import (
	"testing"

	"halfhour/agenda"
)

// A reason that has less room names fewer things, and cuts none of them.
func TestReasonFits(t *testing.T) {
	r := agenda.Reason{
		Lead: []string{"back from Mon 16 Nov"},
		Grounds: []agenda.Ground{
			{Kind: "slow stage (worse)", Text: "60 days in Evaluation where won deals took 18 (worse)"},
			{Kind: "pushed", Text: "pushed by 30 days"}, {Kind: "stale", Text: "quiet for 19 days"},
		},
		Weighs: []string{"12 % of the open pipeline", "closes this quarter"},
	}
	for _, c := range []struct {
		room int
		want string
	}{
		{500, "back from Mon 16 Nov: 60 days in Evaluation where won deals took 18 (worse), pushed by 30 days and 1 more; 12 % of the open pipeline, closes this quarter"},
		{140, "back from Mon 16 Nov: 60 days in Evaluation where won deals took 18 (worse) and 2 more; 12 % of the open pipeline, closes this quarter"},
		{133, "back from Mon 16 Nov: 60 days in Evaluation where won deals took 18 (worse), pushed by 30 days and 1 more; 12 % of the open pipeline"},
		{114, "back from Mon 16 Nov: 60 days in Evaluation where won deals took 18 (worse) and 2 more; 12 % of the open pipeline"},
		{90, "back from Mon 16 Nov: 60 days in Evaluation where won deals took 18 (worse) and 2 more"},
		{80, "back from Mon 16 Nov: slow stage (worse) and 2 more; 12 % of the open pipeline"},
		{60, "back from Mon 16 Nov: slow stage (worse), pushed and 1 more"},
		{52, "back from Mon 16 Nov: slow stage (worse) and 2 more"},
		{40, "slow stage (worse), pushed and 1 more"},
		{1, "slow stage (worse) and 2 more"},
	} {
		if got := r.Fit(func(line string) bool { return len(line) <= c.room }); got != c.want {
			t.Errorf("in %d: %q, not %q", c.room, got, c.want)
		}
	}
	if got := (agenda.Reason{}).String(); got != "" {
		t.Errorf("no reason is %q", got)
	}
}
