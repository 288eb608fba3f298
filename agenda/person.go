package agenda

import (
	"fmt"
	"strings"
)

// Role is what a person is in a review.
type Role string

// The roles that an action can be asked of.
const (
	Rep       Role = "rep"
	Manager   Role = "manager"
	Executive Role = "executive"
)

// ParseRole reads one of the three roles.
func ParseRole(s string) (Role, error) {
	switch r := Role(strings.ToLower(strings.TrimSpace(s))); r {
	case Rep, Manager, Executive:
		return r, nil
	}
	return "", fmt.Errorf("%q is not a role: say rep, manager or executive", s)
}

// Person is somebody who owns deals or actions, or reviews them.
type Person struct {
	ID      string
	Name    string
	Role    Role
	Email   string // "" when not known
	Manager string // a Person's ID, "" when nobody is known to be
}

// Team returns the ids of a person and of everybody among people whom they
// manage, however far down.
func Team(people []Person, id string) map[string]bool {
	team := map[string]bool{id: true}
	for grown := true; grown; {
		grown = false
		for _, p := range people {
			if p.Manager != "" && team[p.Manager] && !team[p.ID] {
				team[p.ID], grown = true, true
			}
		}
	}
	return team
}

// NamesByID returns everybody's name by their id.
func NamesByID(people []Person) map[string]string {
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names
}

// First returns the name's first word, for narrow columns. A name without
// spaces is returned whole.
func (p Person) First() string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}
