package agenda_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"halfhour/agenda"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

var people = []agenda.Person{
	{ID: "p1", Name: "Ana Ruiz", Role: agenda.Rep},
	{ID: "p2", Name: "Dana Lee", Role: agenda.Manager},
	{ID: "p3", Name: "Zoë Ångström-Müller", Role: agenda.Executive},
	{ID: "p4", Name: "王小明", Role: agenda.Rep},
	{ID: "p5", Name: "Daniel O'Brien", Role: agenda.Rep},
	{ID: "p6", Name: "Đặng Thị Hồng", Role: agenda.Rep},
	{ID: "p7", Name: "Anastasia Berg", Role: agenda.Rep},
	{ID: "p8", Name: "ANA RUIZ GÓMEZ", Role: agenda.Rep},
}

var quickDeals = []agenda.Deal{
	{ID: "d1", Name: "Initech rollout", Account: "Initech Ltd"},
	{ID: "d2", Name: "Hooli pilot", Account: "Hooli"},
	{ID: "d3", Name: "客户名称 续约", Account: "北京某公司"},
	{ID: "d4", Name: "Hooli expansion", Account: "Hooli"},
	{ID: "d5", Name: "Şişli depot", Account: "Kestrel & Söhne"},
}

var known = agenda.Known{People: people, Deals: quickDeals, Today: monday}

func TestParseQuickNamesADeal(t *testing.T) {
	for _, c := range []struct{ line, text, deal, warns string }{
		{"Book the CISO call @dana !1 fri #initech", "Book the CISO call", "d1", ""},
		{`#"Initech rollout" book the call`, "book the call", "d1", ""},
		{`call them about #"Initech rollout".`, "call them about", "d1", ""},
		{"call them #initech-rollout,", "call them", "d1", ""},
		{"call them #sohne", "call them", "d5", ""},
		{"call them #pilot", "call them", "d2", ""},
		{"拜访 #客户", "拜访", "d3", ""},
		{"call them #hooli", "call them #hooli", "", "#hooli could be “Hooli pilot” of Hooli or “Hooli expansion” of Hooli; it stays in the text"},
		{"call them #nobody", "call them #nobody", "", "no open deal is called #nobody; it stays in the text"},
		{"send draft #4 and #", "send draft #4 and #", "", ""},
		{"call #pilot #rollout", "call #rollout", "d2", "an action has one deal; #rollout stays in the text"},
	} {
		q, err := agenda.ParseQuick(c.line, known)
		if err != nil || q.Text != c.text || q.Deal != c.deal || strings.Join(q.Warnings, "|") != c.warns {
			t.Errorf("ParseQuick(%q) = %+v, %v", c.line, q, err)
		}
	}
}

func TestParseQuick(t *testing.T) {
	for _, c := range []struct {
		line, text, owner string
		priority          int
		due               string
	}{
		{"Book the CISO call", "Book the CISO call", "", 0, ""},
		{"Book the CISO call @dana !1 by fri", "Book the CISO call", "p2", 1, "2026-11-27"},
		{"!3 @Zoe ask  their CFO  fri", "ask their CFO", "p3", 3, "2026-11-27"},
		{"ask @王 for the contract +3d", "ask for the contract", "p4", 0, "2026-11-26"},
		{`call the buyer @"ana ruiz gomez" 2026-11-27`, "call the buyer", "p8", 0, "2026-11-27"},
		{`call the buyer @"Ana Ruiz" today`, "call the buyer", "p1", 0, "2026-11-23"},
		{"call @müller tomorrow", "call", "p3", 0, "2026-11-24"},
		{"call @hong 25 nov", "call", "p6", 0, "2026-11-25"},
		{"call @brien, nov 25", "call", "p5", 0, "2026-11-25"},
		{"due 25 nov", "", "", 0, "2026-11-25"},
		{"send it due 25 november 2026", "send it", "", 0, "2026-11-25"},
		{"send it by friday", "send it", "", 0, "2026-11-27"},
		{"send it By EOM", "send it", "", 0, "2026-11-30"},
		{"send it next fri", "send it", "", 0, "2026-11-27"},
		{"send it by fri @dana", "send it", "p2", 0, "2026-11-27"},
		{"send it FRI", "send it", "", 0, "2026-11-27"},

		// Nothing of these is unmistakably a date, an owner or a priority.
		{"meet on friday", "meet on friday", "", 0, ""},
		{"fri call with the buyer", "fri call with the buyer", "", 0, ""},
		{"answer within 3d", "answer within 3d", "", 0, ""},
		{"plan +2m", "plan +2m", "", 0, ""},
		{"stand by", "stand by", "", 0, ""},
		{"review what is due", "review what is due", "", 0, ""},
		{"mail ana@initech.example", "mail ana@initech.example", "", 0, ""},
		{"wow! !important ! @", "wow! !important ! @", "", 0, ""},
		{"send the 31 feb", "send the 31 feb", "", 0, ""},
		{"call by next week", "call by next week", "", 0, ""},
	} {
		q, err := agenda.ParseQuick(c.line, known)
		want := agenda.Quick{Text: c.text, Owner: c.owner, Priority: c.priority}
		if err != nil || q.Text != want.Text || q.Owner != want.Owner || q.Priority != want.Priority || q.Due.String() != c.due {
			t.Errorf("ParseQuick(%q) = %+v due %v, %v", c.line, q, q.Due, err)
		}
		if len(q.Warnings) > 0 {
			t.Errorf("ParseQuick(%q) warns %q", c.line, q.Warnings)
		}
	}
}

func TestParseQuickWarns(t *testing.T) {
	for _, c := range []struct{ line, text, warning string }{
		{"ask @bob", "ask @bob", "nobody is called @bob; it stays in the text"},
		{`ask @"Bob Kane" now`, `ask @"Bob Kane" now`, `nobody is called @"Bob Kane"; it stays in the text`},
		{"ask @dan", "ask @dan", "@dan could be Dana Lee or Daniel O'Brien or Đặng Thị Hồng; it stays in the text"},
		{"ask @ana", "ask @ana", "@ana could be Ana Ruiz or ANA RUIZ GÓMEZ; it stays in the text"},
		{"ask @dana with @zoe", "ask with @zoe", "an action has one owner; @zoe stays in the text"},
		{"ask !4", "ask !4", "a priority is !1 (first), !2 or !3; !4 stays in the text"},
		{"ask !1 !2", "ask !2", "an action has one priority; !2 stays in the text"},
		{"ask by 2026-11-20", "ask", "Fri 20 Nov has passed"},
		{"ask 2025-11-20", "ask", "20 Nov 2025 has passed"},
	} {
		q, err := agenda.ParseQuick(c.line, known)
		if err != nil || q.Text != c.text || !slices.Equal(q.Warnings, []string{c.warning}) {
			t.Errorf("ParseQuick(%q) = %q, warnings %q, %v", c.line, q.Text, q.Warnings, err)
		}
	}
	if _, err := agenda.ParseQuick(" \t", known); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("an empty line: %v", err)
	}
}

// TestQuickLosesNoWord: the words of the line are those of the text, in order,
// and what was taken, each accounted for.
func TestQuickLosesNoWord(t *testing.T) {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{
			"@dana", "@zoe", "@bob", "@ana", "@", "@@", "@,", "#initech", "#pilot", "#hooli", "#", "#4", "!1", "!3", "!9", "!", "by", "due", "next", "fri", "friday", "+3d", "3d",
			"25", "nov", "2026", "2026-11-27", "25.11.", "today", "tomorrow", "tom", "eow", "call", "客户", "e\u0301",
		}),
		rapid.StringMatching(`[@!+#]?[a-z0-9]{1,6}[.,]?`),
	)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 8).Draw(t, "words")
		q, err := agenda.ParseQuick(strings.Join(words, " "), known)
		if err != nil {
			t.Fatal(err)
		}
		var taken []string
		left := strings.Fields(q.Text)
		for _, w := range words {
			if len(left) > 0 && left[0] == w {
				left = left[1:]
			} else {
				taken = append(taken, w)
			}
		}
		if len(left) > 0 {
			t.Fatalf("%q becomes %q: what is %q?", words, q.Text, left)
		}
		checkTaken(t, q, taken)
	})
}

func FuzzParseQuick(f *testing.F) {
	for _, line := range []string{`Book the CISO call @ana !1 fri #initech`, `@"`, `#"a`, "#\" \"", "by 25.11.", "客户 @王 !2", "\xff@\xff #\xff", `#"0"0`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		q, err := agenda.ParseQuick(line, known)
		if (err != nil) != (strings.TrimSpace(line) == "") {
			t.Errorf("ParseQuick(%q): %v", line, err)
		}
		if len(strings.Fields(q.Text)) > len(strings.Fields(line)) || q.Priority < 0 || q.Priority > 3 {
			t.Errorf("ParseQuick(%q) = %+v", line, q)
		}
	})
}

// checkTaken accounts for words that are no longer in the text.
func checkTaken(t *rapid.T, q agenda.Quick, taken []string) {
	var owners, priorities, named int
	var date []string
	for _, w := range taken {
		switch w[0] {
		case '@':
			owners++
		case '!':
			priorities++
		case '#':
			named++
		default:
			date = append(date, w)
		}
	}
	if (q.Deal != "") != (named == 1) || named > 1 {
		t.Fatalf("took %q for the deal %q", taken, q.Deal)
	}
	if (q.Owner != "") != (owners == 1) || (q.Priority != 0) != (priorities == 1) || owners > 1 || priorities > 1 {
		t.Fatalf("took %q for owner %q and priority %d", taken, q.Owner, q.Priority)
	}
	if len(date) > 0 && (date[0] == "by" || date[0] == "due") {
		date = date[1:]
	}
	due, err := agenda.ParseDue(strings.Join(date, " "), monday)
	if q.Due != due || (err == nil) != (len(date) > 0) {
		t.Fatalf("took %q for the date %v: %v", date, q.Due, err)
	}
}

func TestResolvePerson(t *testing.T) {
	for typed, want := range map[string][]string{
		"Ana Ruiz":      {"p1"}, // exactly, although another name begins so
		"ana ruiz":      {"p1"},
		"  ana   ruiz ": {"p1"},
		"ana":           {"p1", "p8"}, // the first name, not Anastasia
		"anas":          {"p7"},
		"p2":            {"p2"},
		"ZOE ANGSTROM":  {"p3"},
		"müller":        {"p3"},
		"Mu\u0308ller":  {"p3"},
		"王":             {"p4"},
		"小明":            {"p4"}, // anywhere
		"brien":         {"p5"},
		"o'b":           {"p5"},
		"dang thi":      {"p6"},
		"iel":           {"p5"},
		"dan":           {"p2", "p5", "p6"},
		"nobody":        nil,
		"":              nil,
		" ":             nil,
		"\u0301":        nil,
		"ruiz":          {"p1", "p8"},
	} {
		var got []string
		for _, p := range agenda.ResolvePerson(people, typed) {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("ResolvePerson(%q) = %q, want %q", typed, got, want)
		}
	}
}

// TestFold: a name folds as its capitals do, and only once. Cherokee, whose
// letters x/text folds back and forth, is left out.
func TestFold(t *testing.T) {
	letter := rapid.RuneFrom([]rune(" -'."), unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hangul,
		unicode.Hiragana, unicode.Arabic, unicode.Hebrew, unicode.Thai, unicode.Devanagari, unicode.Mn)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(letter).Draw(t, "name")
		once := agenda.Fold(name)
		if again := agenda.Fold(once); again != once {
			t.Fatalf("Fold(%q) = %q, and again %q", name, once, again)
		}
		if composed := agenda.Fold(norm.NFC.String(name)); composed != once {
			t.Fatalf("Fold(%q) = %q, composed %q", name, once, composed)
		}
	})
}
