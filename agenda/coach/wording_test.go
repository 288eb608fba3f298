package coach

import (
	"strings"
	"testing"
	"unicode"
)

func TestReword(t *testing.T) {
	names := []string{"Ana Ruiz", "Zoë Ñandú", "Dana Lee", "王小明"}
	for _, text := range []string{
		"You should have called the CFO weeks ago", "You should have been there", "Ana should have sent the offer",
		"Zoë Ñandú should not have promised that", "Why didn't you ask?", "why didn’t we hear of this", "Why did Ana give a discount", "How come you never told me",
		"This is your fault", "It's Ana's fault", "Ana is to blame", "You forgot the CISO", "Dana always does this", "You never follow up", "Ana failed to call",
		"careless work", "no more excuses", "You were supposed to send it", "What were you thinking?", "Call them.\nYou   should\nhave called",
		"你早该打电话", "你应该早点联系客户", "为什么没联系客户？", "你怎么没跟进", "都怪你", "这是你的错", "你总是这样", "你又忘了", "别找借口", "太粗心了", "你為什麼沒打電話", "你早該聯絡客戶",
	} {
		if text != "" && Reword(text, names...) == "" {
			t.Errorf("passes: %q", text)
		}
	}
	for _, text := range []string{
		"", "Book the CISO call", "You should have a call with their CFO this week", "We should have called the CFO first", "The buyer should have signed by Friday",
		"Why: the CISO is away until Thursday", "Find out why the budget was cut", "Ask Ana whether legal has seen it", "default terms", "At fault tolerance they want 99.9 %",
		"The buyer always decides in March", "Anabel Corp should have an answer by Monday", "useful", "Blameless postmortem with IT",
		"你应该下周联系客户", "为什么客户要等到三月", "客户总是三月决定", "王小明 周五前打电话", "客户没有回复", "还没有回复",
	} {
		if got := Reword(text, names...); got != "" {
			t.Errorf("%q is called blame: %s", text, got)
		}
	}
}

// The offer is in the language of the text, blames nobody itself, and fits a
// line.
func TestRewordSpeaksTheLanguage(t *testing.T) {
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for _, w := range wordings() {
		if han(w.Instead) != han(w.Patterns[0]) {
			t.Errorf("%v is answered with %q", w.Patterns, w.Instead)
		}
		if again := Reword(w.Instead, "Ana"); again != "" || len([]rune(w.Instead)) > 60 {
			t.Errorf("%q: %q", w.Instead, again)
		}
	}
}

func TestNoQuestionIsReworded(t *testing.T) {
	for _, byPhase := range questions() {
		for _, list := range byPhase {
			for _, q := range list {
				if got := Reword(q); got != "" {
					t.Errorf("%q: %s", q, got)
				}
			}
		}
	}
}

func FuzzReword(f *testing.F) {
	f.Add("you should have called", "Ana (x")
	f.Add("都怪你", `\`)
	f.Fuzz(func(t *testing.T, text, name string) {
		_ = Reword(text, name)
	})
}
