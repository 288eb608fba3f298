package inspect

import (
	"fmt"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

func overdue(s subject) sign {
	if s.Close == 0 || s.Close >= s.today {
		return sign{}
	}
	late := days(int(s.today - s.Close))
	return sign{3, fmt.Sprintf("closes %s: %s overdue", s.Close.Short(s.today), late), late + " past its close date"}
}

func noNextStep(s subject) sign {
	switch {
	case s.NextStep == "" && s.NextStepDate == 0:
		if !s.norms.Known.NextStep {
			return sign{}
		}
		return sign{2, "no next step", "no next step"}
	case s.NextStepDate != 0 && s.NextStepDate < s.today:
		late := days(int(s.today - s.NextStepDate))
		return sign{2, fmt.Sprintf("next step%s was due %s, %s ago", quoted(s.NextStep), s.NextStepDate.Short(s.today), late), "its next step " + late + " late"}
	case s.NextStepDate == 0 && filler(s.NextStep):
		return sign{2, fmt.Sprintf("next step is only%s", quoted(s.NextStep)), "no real next step"}
	}
	return sign{}
}

// quoted returns a next step in quotes after a space, "" for none.
func quoted(step string) string {
	if step == "" {
		return ""
	}
	return fmt.Sprintf(" “%s”", safe.Cut(safe.Line(step), 40))
}

// fillers are next steps that say nothing, folded and without punctuation.
var fillers = map[string]bool{
	"": true, "follow up": true, "followup": true, "follow": true, "touch base": true, "check in": true, "circle back": true,
	"keep in touch": true, "tbd": true, "tba": true, "tbc": true, "na": true, "n a": true, "none": true, "nothing": true, "no": true,
	"wait": true, "waiting": true, "ping": true, "pending": true, "todo": true, "to do": true, "next step": true, "x": true,
	"nachfassen": true, "offen": true, "relance": true, "relancer": true, "a definir": true, "seguimiento": true, "跟进": true, "待定": true, "无": true,
}

func filler(step string) bool {
	words := strings.FieldsFunc(agenda.Fold(step), func(r rune) bool { return strings.ContainsRune(" -–—/.,;:!?…_*", r) })
	return fillers[strings.Join(words, " ")]
}

// stale says what last reset the clock. A dated next step to come counts as
// alive.
func stale(s subject) sign {
	since, what := s.LastActivity, ""
	if since == 0 {
		since = s.Created
	} else {
		what = ", last " + s.lastActivity()
	}
	if since == 0 || !s.norms.Known.Activity && s.LastActivity == 0 || s.NextStepDate >= s.today && s.NextStepDate != 0 {
		return sign{}
	}
	limit := StaleDays
	if s.Step >= agenda.Negotiation {
		limit = StaleDaysLate
	}
	business := since.BusinessDaysTo(s.today)
	if business < limit {
		return sign{}
	}
	quiet := days(int(s.today - since))
	evidence := fmt.Sprintf("no activity for %s%s", quiet, what)
	if what == "" {
		evidence = fmt.Sprintf("no activity on record; created %s, %s ago", since.Short(s.today), quiet)
	}
	return sign{grade(business, limit, limit+(limit+1)/2, 2*limit), evidence, "quiet for " + quiet}
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
	return strings.TrimSpace(article + kind + " on " + s.LastActivity.Short(s.today))
}

func slowStage(s subject) sign {
	inStage, known := s.DaysInStage(s.today)
	if !known || s.Stage == "" {
		return sign{}
	}
	slow, verySlow := float64(s.Step.Days()), 2*float64(s.Step.Days())
	usual := fmt.Sprintf("%d is usual (default)", s.Step.Days())
	if norm := s.norms.Stages[s.Stage]; norm.Won >= LeastWon {
		slow, verySlow = SlowFactor*float64(max(norm.Median, 1)), VerySlowFactor*float64(max(norm.Median, 1))
		usual = fmt.Sprintf("won deals took %d (median of %d)", norm.Median, norm.Won)
	}
	severity := 2
	switch {
	case slow == 0 || float64(inStage) <= slow:
		return sign{}
	case float64(inStage) > verySlow:
		severity = 3
	}
	here := fmt.Sprintf("%s in %s", days(inStage), safe.Line(s.Stage))
	return sign{severity, here + "; " + usual, here}
}

func pushed(s subject) sign {
	t := s.Track
	switch {
	case t.Pushes <= 0:
		return sign{}
	case t.Pushes == 1:
		severity := 1
		if t.PushedDays >= LongPush {
			severity = 3
		}
		return sign{severity, "pushed once, by " + days(t.PushedDays), "pushed by " + days(t.PushedDays)}
	}
	severity := 2
	if t.Pushes > ManyPushes || t.PushedDays >= LongPushes || t.LongestPush >= LongPush {
		severity = 3
	}
	return sign{
		severity,
		fmt.Sprintf("pushed %d times, %s in all, the longest %d", t.Pushes, days(t.PushedDays), t.LongestPush),
		fmt.Sprintf("pushed %d times", t.Pushes),
	}
}

func shrinking(s subject) sign {
	first := s.Track.FirstAmount
	if !s.Amount.Known() || first.Currency != s.Amount.Currency || first.Minor <= 0 || s.Amount.Minor >= first.Minor {
		return sign{}
	}
	cut := percent(float64(first.Minor-s.Amount.Minor) / float64(first.Minor))
	return sign{
		grade(cut, 1, DeepCut, HalfGone),
		fmt.Sprintf("amount cut from %s to %s (−%d %%)", first, s.Amount, cut),
		fmt.Sprintf("amount cut by %d %%", cut),
	}
}

func tooOld(s subject) sign {
	age, known := s.Age(s.today)
	if !known || s.norms.Won < LeastWon || age <= s.norms.UsualAge {
		return sign{}
	}
	return sign{
		grade(age, 0, 0, 2*s.norms.UsualAge+1),
		fmt.Sprintf("%s old; 95 %% of the %d won deals closed within %d", days(age), s.norms.Won, s.norms.UsualAge),
		days(age) + " old",
	}
}

func outsized(s subject) sign {
	norm := s.norms.Amounts[s.Amount.Currency]
	if norm.Won < LeastWon || norm.Median.Minor <= 0 {
		return sign{}
	}
	times := float64(s.Amount.Minor) / float64(norm.Median.Minor)
	severity := 1
	switch {
	case times <= OutsizedFactor:
		return sign{}
	case times > 2*OutsizedFactor:
		severity = 2
	}
	return sign{
		severity,
		fmt.Sprintf("%s is %.1f times the usual win, %s", s.Amount, times, norm.Median),
		fmt.Sprintf("%.1f times the usual size", times),
	}
}

func movedBack(s subject) sign {
	if !s.Track.MovedBack {
		return sign{}
	}
	return sign{2, "went back to an earlier stage", "went back a stage"}
}

func singleThreaded(s subject) sign {
	if !s.norms.Known.Contacts || s.Contacts >= FewContacts {
		return sign{}
	}
	severity, known := 1, "no contact is known"
	if s.Step >= agenda.Proposal {
		severity = 2
	}
	if s.Contacts == 1 {
		known = "only 1 contact is known"
	}
	return sign{severity, known, known}
}

func noDecider(s subject) sign {
	if !s.norms.Known.Deciders || s.HasDecider || s.Step < agenda.Proposal {
		return sign{}
	}
	evidence := fmt.Sprintf("no decision maker is known in %s", s.Step)
	switch {
	case s.Contacts == 1:
		evidence += "; the 1 contact is none"
	case s.Contacts > 1:
		evidence += fmt.Sprintf("; the %d contacts are none", s.Contacts)
	}
	severity := 2
	if s.Step >= agenda.Negotiation {
		severity = 3
	}
	return sign{severity, evidence, "no decision maker known"}
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

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
