package safe_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"halfhour/agenda/safe"
)

// hostile is what a terminal must never be given as it is, by the way it
// attacks.
var hostile = []struct {
	name, in, line string
}{
	{"title", "\x1b]0;owned\x07", "␛]0;owned␇"},
	{"link", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", `␛]8;;http://evil.example␛\here␛]8;;␛\`},
	{"clipboard", "\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"},
	{"clear screen", "\x1b[2J\x1b[H", "␛[2J␛[H"},
	{"colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
	{"status report", "\x1b[6n", "␛[6n"},
	{"device control", "\x1bP1;1|17/ab\x1b\\", `␛P1;1|17/ab␛\`},
	{"tmux passthrough", "\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\", `␛Ptmux;␛␛]0;x␇␛\`},
	{"application command", "\x1b_Gf=100;AAAA\x1b\\", `␛_Gf=100;AAAA␛\`},
	{"privacy message", "\x1b^x\x1b\\", `␛^x␛\`},
	{"start of string", "\x1bXx\x1b\\", `␛Xx␛\`},
	{"reset", "\x1bc", "␛c"},
	{"shift out", "\x0eqqq\x0f", "␎qqq␏"},
	{"C1 as UTF-8", "\u009b2J\u009d0;x\u009c", "⟪9B⟫2J⟪9D⟫0;x⟪9C⟫"},
	{"C1 as bytes", "\x9b2J", "�2J"},
	{"next line", "a\u0085b", "a⟪85⟫b"},
	{"orphan lead byte hides an escape", "\xe4\x1b[2J", "�␛[2J"},
	{"truncated character", "caf\xc3", "caf�"},
	{"overlong", "\xc0\x9b", "��"},
	{"surrogate", "\xed\xa0\x80", "���"},
	{"unterminated", "\x1b]0;", "␛]0;"},
	{"overprint", "owes nothing\rowes all", "owes nothing␍owes all"},
	{"backspace", "yes\b\b\bno", "yes␈␈␈no"},
	{"nul and del", "a\x00b\x7f", "a␀b␡"},
	{"lines", "one\ntwo\r\nthree\tfour", "one two three four"},
	{"carriage returns before a line feed", "a\r\r\nb", "a␍ b"},
	{"bidi override", "invoice\u202egpj.exe", "invoice⟪RLO⟫gpj.exe"},
	{"bidi isolates", "\u2066a\u2067b\u2068c\u2069", "⟪LRI⟫a⟪RLI⟫b⟪FSI⟫c⟪PDI⟫"},
	{"bidi marks", "\u200ea\u200fb\u061cc", "⟪LRM⟫a⟪RLM⟫b⟪AL⟫c"},
	{"bidi embeddings", "\u202a\u202b\u202c\u202d", "⟪LRE⟫⟪RLE⟫⟪PDF⟫⟪LRO⟫"},
	{"hidden tags", "hi\U000e0001\U000e0069\U000e0067\U000e006e\U000e007f!", "hi⟪tag ign⟫!"},
	{"zero width", "In\u200bi\u200ct\u2060e\ufeffc\u00adh", "Initech"},
	{"other runes of no width", "a\u180eb\u2060\u2064c\u206a\u206fd\U0001bca0\U0001bca3e\U0001d173\U0001d17af", "abcdef"},
	{"joiner between letters", "a\u200db", "ab"},
	{"selectors", "a\ufe0f\ufe0eb\U000e0100c\u180b", "abc"},
	{"fillers", "a\u3164b\u115fc\uffa0\u034fd", "abcd"},
	{"separators", "a\u2028b\u2029c", "a b c"},
	{"private use", "a\ue000b\U000f0000", "a�b�"},
	{"not characters", "\ufffe\U0010ffff\u0378", "���"},
	{"format characters", "\u0600\ufff9", "��"},
	{"zalgo", "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306a", "Z\u0300\u0301\u0302\u0303a"},
	{"zalgo between invisibles", "Z\u0300\u0301\u200b\u0302\u0303\u200b\u0304", "Z\u0300\u0301\u0302\u0303"},
	{"mark on nothing", "\u0301a \u0301", "◌\u0301a ◌\u0301"},
}

// harmless is what passes unchanged.
var harmless = []string{
	"", "Northwind renewal", "~!@#$%^&*()_+", "Zoë Ångström-Müller", "客户名称（上海）有限公司",
	"株式会社テスト", "한국전력", "Đặng Thị Hồng", "e\u0301te\u0301", "สัญญาปีที่สอง", "हिन्दी", "שָׁלוֹם",
	"🙂", "👍🏽", "👩\u200d💻", "❤\ufe0f", "🏳\ufe0f\u200d🌈", "1\ufe0f\u20e3", "🇩🇪🇯🇵", "→ ✔ ▲ ⚠\ufe0f",
	"a\u00a0b", "全角\u3000空白", "␛ already", "⟪RLO⟫", "€ £ ¥ ₹",
}

func TestLineMakesHostileTextVisible(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			if got := string(safe.Line(c.in)); got != c.line {
				t.Errorf("Line(%q) = %q, want %q", c.in, got, c.line)
			}
			check(t, c.in)
		})
	}
}

func TestHarmlessTextPasses(t *testing.T) {
	for _, s := range harmless {
		if got := string(safe.Line(s)); got != s {
			t.Errorf("Line(%q) = %q", s, got)
		}
		if got := string(safe.Block(s)); got != s {
			t.Errorf("Block(%q) = %q", s, got)
		}
	}
}

func TestBlockKeepsLines(t *testing.T) {
	for in, want := range map[string]string{
		"one\ntwo\r\n\r\nthree": "one\ntwo\n\nthree",
		"a\tb":                  "a    b",
		"a\rb\r":                "a␍b␍",
		"a\n\u0301":             "a\n◌\u0301",
		"\x1b[2J\n":             "␛[2J\n",
		"a\u2028b":              "a b",
	} {
		if got := string(safe.Block(in)); got != want {
			t.Errorf("Block(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlainTextCostsNothing(t *testing.T) {
	s := strings.Repeat("Initech rollout, 84000.00 USD; ", 20)
	if n := testing.AllocsPerRun(100, func() { safe.Line(s) }); n != 0 {
		t.Errorf("Line of plain text allocates %v times", n)
	}
}

// check holds a text to everything the package promises about it.
func check(t *testing.T, in string) {
	t.Helper()
	line, block := string(safe.Line(in)), string(safe.Block(in))
	if strings.Contains(line, "\n") {
		t.Errorf("Line(%q) = %q has a line end", in, line)
	}
	for _, out := range []string{line, strings.ReplaceAll(block, "\n", " ")} {
		if !utf8.ValidString(out) {
			t.Errorf("%q becomes %q, which is not UTF-8", in, out)
		}
		if len(out) > 4*len(in) {
			t.Errorf("%q becomes %q, %d bytes out of %d", in, out, len(out), len(in))
		}
		checkRunes(t, in, out)
	}
	if again := string(safe.Line(line)); again != line {
		t.Errorf("Line(%q) = %q, and again %q", in, line, again)
	}
	if again := string(safe.Block(block)); again != block {
		t.Errorf("Block(%q) = %q, and again %q", in, block, again)
	}
}

func checkRunes(t *testing.T, in, out string) {
	t.Helper()
	marks := 0
	for i, r := range out {
		if !unicode.IsGraphic(r) && r != '\u200d' {
			t.Errorf("%q becomes %q with %U", in, out, r)
		}
		if r == '\u200d' && (i == 0 || strings.HasSuffix(out, "\u200d")) {
			t.Errorf("%q becomes %q with a joiner that joins nothing", in, out)
		}
		if !unicode.IsMark(r) {
			marks = 0
		} else if marks++; marks > safe.MostMarks {
			t.Errorf("%q becomes %q with more than %d marks in a row", in, out, safe.MostMarks)
		}
		if marks > 0 && i == 0 {
			t.Errorf("%q becomes %q, which begins with a mark", in, out)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, c := range hostile {
		f.Add(c.in)
	}
	for _, s := range harmless {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		check(t, in)
		checkCells(t, safe.Block(in))
	})
}
