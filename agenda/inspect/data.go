package inspect

import (
	"fmt"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

func noAmount(s subject) sign {
	if !s.Amount.Known() {
		return s.missing("amount", true)
	}
	if s.Amount.Minor > 0 {
		return sign{}
	}
	return s.found(1, func() (string, string) {
		return fmt.Sprintf("the amount is %s", s.Amount), "an amount of " + s.Amount.String()
	})
}

func noCloseDate(s subject) sign { return s.missing("close date", s.Close == 0) }

func noOwner(s subject) sign { return s.missing("owner", s.Owner == "") }

func noAccount(s subject) sign { return s.missing("account", s.Account == "") }

func noStage(s subject) sign { return s.missing("stage", s.Stage == "") }

func (s subject) missing(what string, is bool) sign {
	if !is {
		return sign{}
	}
	return s.found(1, func() (string, string) { return "no " + what, "no " + what })
}

func closesBeforeCreated(s subject) sign {
	if s.Close == 0 || s.Created == 0 || s.Close >= s.Created {
		return sign{}
	}
	return s.found(2, func() (string, string) {
		return fmt.Sprintf("closes %s, before it was created on %s", s.Close.Short(s.in.Today), s.Created.Short(s.in.Today)), "closes before it was created"
	})
}

func closedButOpen(s subject) sign {
	switch {
	case s.Step == agenda.ClosedWon || s.Step == agenda.ClosedLost:
		return s.found(2, func() (string, string) {
			return fmt.Sprintf("open, but its stage %s is an end", safe.Line(s.Stage)), "closed but open"
		})
	case s.Probability == 100:
		return s.found(1, func() (string, string) {
			return "open, but won for certain: its probability is 100 %", "closed but open"
		})
	}
	return sign{}
}

func duplicate(s subject) sign {
	if s.Twin == "" {
		return sign{}
	}
	return s.found(2, func() (string, string) {
		return "probably twice: another open deal has its name, account and amount", "probably a duplicate"
	})
}

func farOut(s subject) sign {
	if s.Close <= s.in.Today+agenda.Date(s.in.Thresholds.FarOut.Days) {
		return sign{}
	}
	return s.found(1, func() (string, string) {
		ahead := days(int(s.Close - s.in.Today))
		return fmt.Sprintf("closes %s, %s from now", s.Close.Short(s.in.Today), ahead), "closes in " + ahead
	})
}
