package agenda_test

import (
	"maps"
	"slices"
	"testing"

	"halfhour/agenda"
)

func TestATeamIsEverybodyUnderSomebody(t *testing.T) {
	people := []agenda.Person{
		{ID: "bo", Manager: "dana"}, {ID: "dana", Manager: "odile"}, {ID: "odile"}, {ID: "ana", Manager: "dana"}, {ID: "kofi"},
		{ID: "mei", Manager: "kofi"}, {ID: "a", Manager: "b"}, {ID: "b", Manager: "a"},
	}
	for id, want := range map[string][]string{
		"odile": {"ana", "bo", "dana", "odile"}, "dana": {"ana", "bo", "dana"}, "kofi": {"kofi", "mei"}, "bo": {"bo"}, "": {""}, "a": {"a", "b"},
	} {
		if got := slices.Sorted(maps.Keys(agenda.Team(people, id))); !slices.Equal(got, want) {
			t.Errorf("the team of %q is %q, want %q", id, got, want)
		}
	}
}
