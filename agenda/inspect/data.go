package inspect

import "fmt"

func noAmount(s subject) sign { return missing("amount", !s.Amount.Known()) }

func noCloseDate(s subject) sign { return missing("close date", s.Close == 0) }

func noOwner(s subject) sign { return missing("owner", s.Owner == "") }

func noAccount(s subject) sign { return missing("account", s.Account == "") }

func noStage(s subject) sign { return missing("stage", s.Stage == "") }

func missing(what string, is bool) sign {
	if !is {
		return sign{}
	}
	return sign{1, "no " + what, "no " + what}
}

func closesBeforeCreated(s subject) sign {
	if s.Close == 0 || s.Created == 0 || s.Close >= s.Created {
		return sign{}
	}
	return sign{2, fmt.Sprintf("closes %s, before it was created on %s", s.Close.Short(s.today), s.Created.Short(s.today)), "closes before it was created"}
}

func farOut(s subject) sign {
	if s.Close <= s.today+FarOut {
		return sign{}
	}
	ahead := days(int(s.Close - s.today))
	return sign{1, fmt.Sprintf("closes %s, %s from now", s.Close.Short(s.today), ahead), "closes in " + ahead}
}
