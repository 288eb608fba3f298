package main

import (
	"context"
	"fmt"

	"halfhour/tui"
	"halfhour/tui/route"
)

// screens are the places that have a screen, a line for each.
func (d *desk) screens() map[route.Place]func(context.Context, route.To) (tui.Screen, error) {
	return map[route.Place]func(context.Context, route.To) (tui.Screen, error){
		route.Home:    d.homeScreen,
		route.Review:  d.reviewScreen,
		route.Prep:    d.prepScreen,
		route.Actions: d.actionsScreen,
		// A follow-up is about what is open between the two.
		route.FollowUp: d.actionsScreen,
		route.Hygiene:  d.hygieneScreen,
		route.Changes:  d.changesScreen,
		route.Deals:    d.dealsScreen,
	}
}

// Screen opens a screen.
func (d *desk) Screen(ctx context.Context, to route.To) (tui.Screen, error) {
	release, err := d.hold()
	if err != nil {
		return nil, err
	}
	defer release()
	open, ok := d.screens()[to.Place]
	if !ok {
		return nil, fmt.Errorf("there is no screen %q", to.Place)
	}
	return open(ctx, to)
}

// has says whether a place has a screen.
func (d *desk) has(place route.Place) bool { return d.screens()[place] != nil }
