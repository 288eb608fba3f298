package inspect

import (
	"fmt"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

func overdue(s subject) sign {
	if s.Close == 0 || s.Close >= s.in.Today {
		return sign{}
	}
	return s.found(3, func() (string, string) {
		late := days(int(s.in.Today - s.Close))
		return fmt.Sprintf("closes %s: %s overdue", s.Close.Short(s.in.Today), late), late + " past its close date"
	})
}

// stale says what last reset the clock. A dated next step to come counts as
// alive.
func stale(s subject) sign {
	t, today := s.in.Thresholds.Stale, s.in.Today
	since := s.LastActivity
	if since == 0 {
		since = s.Created
	}
	switch {
	case !s.in.Norms.Known.Activity && s.LastActivity == 0:
		return s.unknown("the exports have no activities")
	case since == 0 || since > today || t.Alive && s.NextStepDate >= today && s.NextStepDate != 0:
		return sign{}
	}
	quiet, limit := int(today-since), s.staleDays
	if t.Count != CalendarDays {
		if quiet < limit { // no need to count
			return sign{}
		}
		quiet = s.in.Calendar.BusinessDays(since, today)
	}
	return s.found(grade(quiet, limit, limit+(limit+1)/2, 2*limit), func() (string, string) {
		quiet := days(int(today - since))
		if s.LastActivity == 0 {
			return fmt.Sprintf("no activity on record; created %s, %s ago", since.Short(today), quiet), "quiet for " + quiet
		}
		return fmt.Sprintf("no activity for %s, last %s", quiet, s.lastActivity()), "quiet for " + quiet
	})
}

// lastActivity names the last activity: "a mail on Wed 4 Nov".
func (s subject) lastActivity() string {
	kind := strings.ToLower(string(safe.Cut(safe.Line(s.ActivityKind), 20)))
	article := "a "
	switch {
	case kind == "":
		article = ""
	case strings.ContainsRune("aeiou", rune(kind[0])):
		article = "an "
	}
	return strings.TrimSpace(article + kind + " on " + s.LastActivity.Short(s.in.Today))
}

func slowStage(s subject) sign {
	inStage, known := s.DaysInStage(s.in.Today)
	if !known || s.Stage == "" {
		return s.unknown("nothing says since when it is in its stage")
	}
	t := s.in.Thresholds.SlowStage
	slow, verySlow := float64(s.fixedDays), 2*float64(s.fixedDays)
	own := t.Own && s.norm.Won >= s.in.Thresholds.LeastWon
	if own {
		usual := float64(max(s.norm.Median, 1))
		slow, verySlow = t.Times*usual, t.VeryTimes*usual
	}
	severity := 2
	switch {
	case slow == 0 || float64(inStage) <= slow:
		return sign{}
	case float64(inStage) > verySlow:
		severity = 3
	}
	return s.found(severity, func() (string, string) {
		usual, few := fmt.Sprintf("%d is usual (default)", s.fixedDays), fmt.Sprintf("%d is usual", s.fixedDays)
		if own {
			usual = fmt.Sprintf("won deals took %d (median of %s)", s.norm.Median, agenda.Count(s.norm.Won))
			few = fmt.Sprintf("won deals took %d", s.norm.Median)
		}
		here := fmt.Sprintf("%s in %s", days(inStage), safe.Line(s.Stage))
		return here + "; " + usual, here + " where " + few
	})
}

func pushed(s subject) sign {
	t, limit := s.Track, s.in.Thresholds.Pushed
	long := t.LongestPush >= limit.LongDays || t.PushedDays >= limit.TotalDays
	pushes := max(t.Pushes, t.Told)
	switch {
	case pushes <= 0 && !s.in.Norms.Known.History:
		return s.unknown("this was the first import")
	case pushes <= 0 || pushes < limit.From && !long:
		return sign{}
	}
	severity := min(pushes, 2)
	if long || pushes > limit.Many {
		severity = 3
	}
	return s.found(severity, func() (string, string) {
		switch {
		case t.Told > t.Pushes && t.Pushes == 0:
			return fmt.Sprintf("the CRM counts %s of its close date; by how much is not known yet", agenda.Counted(t.Told, "change")),
				"its close date changed " + agenda.Counted(t.Told, "time")
		case pushes == 1:
			return "pushed once, by " + days(t.PushedDays), "pushed by " + days(t.PushedDays)
		}
		evidence := fmt.Sprintf("pushed %s, %s in all, the longest %d", agenda.Counted(t.Pushes, "time"), days(t.PushedDays), t.LongestPush)
		if t.Told > t.Pushes {
			evidence += fmt.Sprintf("; the CRM counts %d", t.Told)
		}
		return evidence, "pushed " + agenda.Counted(pushes, "time")
	})
}

// shrinking holds the amount against the first one seen, or that of the last
// review where more was cut since then.
func shrinking(s subject) sign {
	from, when := s.Track.FirstAmount, ""
	if last, ok := s.in.Last[s.ID]; ok && last.Was.Amount.Currency == s.Amount.Currency && last.Was.Amount.Minor > from.Minor {
		from, when = last.Was.Amount, " since the review on "+last.Held.Short(s.in.Today)
	}
	if !s.Amount.Known() || from.Currency != s.Amount.Currency || from.Minor <= 0 || s.Amount.Minor >= from.Minor {
		return sign{}
	}
	t := s.in.Thresholds.Shrinking
	part := percent(float64(from.Minor-s.Amount.Minor) / float64(from.Minor))
	return s.found(grade(part, t.From, t.Deep, t.Half), func() (string, string) {
		return fmt.Sprintf("amount cut from %s to %s (−%d %%)%s", from, s.Amount, part, when), fmt.Sprintf("amount cut by %d %%", part)
	})
}

// outOfTime holds the time to the close date against the stages after the one
// the deal is in. Until enough won deals tell how long those take, they are
// taken to need half of the fixed days that deals may stay in them; our choice.
func outOfTime(s subject) sign {
	left := int(s.Close - s.in.Today)
	if s.Close == 0 || left < 0 || s.Status != agenda.Open || s.Stage == "" {
		return sign{}
	}
	needs := s.aheadDays / 2
	own := s.norm.AheadWon >= s.in.Thresholds.LeastWon
	if own {
		needs = s.norm.Ahead
	}
	limit := s.in.Thresholds.OutOfTime.Times * float64(needs)
	severity := 1
	switch {
	case float64(left) >= limit:
		return sign{}
	case own && float64(2*left) < limit:
		severity = 3
	case own:
		severity = 2
	}
	return s.found(severity, func() (string, string) {
		usual := fmt.Sprintf("%s still ahead usually take %d (default)", agenda.Counted(s.ahead, "stage"), needs)
		if own {
			usual = fmt.Sprintf("what comes after %s took %d (median of %s)", safe.Line(s.Stage), needs, agenda.Counted(s.norm.AheadWon, "won deal"))
		}
		return fmt.Sprintf("closes in %s; %s", days(left), usual), fmt.Sprintf("%s left for stages that take %d", days(left), needs)
	})
}

func tooOld(s subject) sign {
	norms := s.in.Norms
	age, known := s.Age(s.in.Today)
	switch {
	case !known:
		return s.unknown("nothing says when it was created")
	case norms.Won < s.in.Thresholds.LeastWon:
		return s.unknown("too few won deals say how old deals get")
	case float64(age) <= s.in.Thresholds.TooOld.Times*float64(norms.UsualAge):
		return sign{}
	case age > norms.Oldest && norms.Oldest > 0:
		return s.found(3, func() (string, string) {
			return fmt.Sprintf("%s old; the oldest of the %s ever won closed after %s", days(age), agenda.Counted(norms.Won, "deal"), agenda.Count(norms.Oldest)), fmt.Sprintf("%s old, the oldest win took %s", days(age), agenda.Count(norms.Oldest))
		})
	}
	return s.found(2, func() (string, string) {
		return fmt.Sprintf("%s old; 95 %% of the %s closed within %s", days(age), agenda.Counted(norms.Won, "won deal"), agenda.Count(norms.UsualAge)), fmt.Sprintf("%s old, 95 %% of wins took %s at most", days(age), agenda.Count(norms.UsualAge))
	})
}

func outsized(s subject) sign {
	norm := s.in.Norms.Amounts[s.Amount.Currency]
	if norm.Won < s.in.Thresholds.LeastWon || norm.Median.Minor <= 0 {
		return s.unknown("too few won deals say how large deals are")
	}
	times, limit := float64(s.Amount.Minor)/float64(norm.Median.Minor), s.in.Thresholds.Outsized.Times
	severity := 1
	switch {
	case times <= limit:
		return sign{}
	case times > 2*limit:
		severity = 2
	}
	return s.found(severity, func() (string, string) {
		return fmt.Sprintf("%s is %.1f times the usual win, %s", s.Amount, times, norm.Median), fmt.Sprintf("%.1f times the usual win", times)
	})
}

func movedBack(s subject) sign {
	if !s.Track.MovedBack {
		return sign{}
	}
	return s.found(2, func() (string, string) { return "went back to an earlier stage", "went back a stage" })
}

// grade returns the severity that a number has reached: 1, 2 from the second
// mark on, 3 from the third.
func grade(n, one, two, three int) int {
	switch {
	case n >= three:
		return 3
	case n >= two:
		return 2
	case n >= one:
		return 1
	}
	return 0
}

func days(n int) string { return agenda.Counted(n, "day") }
