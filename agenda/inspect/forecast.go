package inspect

import "strings"

// category is what a forecast category means here.
type category struct {
	committed bool
	weight    float64 // of its deals' importance
}

// category reads a forecast category. A CRM has few, so each is read once.
func (in *Inspection) category(forecast string) category {
	if forecast == "" {
		return category{weight: 1}
	}
	c, known := in.categories[forecast]
	if !known {
		c = categoryOf(strings.ToLower(forecast))
		if len(in.categories) < mostSeen {
			in.categories[forecast] = c
		}
	}
	return c
}

func categoryOf(forecast string) category {
	switch {
	case strings.Contains(forecast, "commit") && !strings.Contains(forecast, "uncommit") && !strings.Contains(forecast, "not commit"):
		return category{true, 1.25}
	case strings.Contains(forecast, "best"):
		return category{false, 1.1}
	case strings.Contains(forecast, "omit"):
		return category{false, 0.5}
	}
	return category{false, 1}
}
