package main

import (
	"context"
	"fmt"

	"halfhour/tui"
	"halfhour/tui/route"
)

// Screen opens a screen: a line for each place.
func (d *desk) Screen(ctx context.Context, to route.To) (tui.Screen, error) {
	release, err := d.hold()
	if err != nil {
		return nil, err
	}
	defer release()
	switch to.Place {
	case route.Review:
		return d.reviewScreen(ctx, to)
	case route.Prep:
		return d.prepScreen(ctx, to)
	case route.Hygiene:
		return d.hygieneScreen(ctx, to)
	case route.Changes:
		return d.changesScreen(ctx, to)
	case route.Deals:
		return d.dealsScreen(ctx, to)
	}
	return nil, fmt.Errorf("there is no screen %q", to.Place)
}
