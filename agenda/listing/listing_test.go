package listing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"
	"pgregory.net/rapid"

	"halfhour/agenda"
)

const today = agenda.Date(20780)

func never() bool { return false }

// together runs the parts at the same time, as a screen does.
func together(parts int, part func(i int)) {
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { part(i) })
	}
	all.Wait()
}

func usd(major int64) agenda.Money { return agenda.Money{Minor: major * 100, Currency: "USD"} }

var (
	ana   = agenda.Person{ID: "p1", Name: "Ana Ruiz"}
	tomas = agenda.Person{ID: "p2", Name: "Tomás Lindqvist"}
)

// few is a list of some deals, in the order of need.
func few() *List {
	l := New(today, 8)
	add := func(name, account, stage string, step agenda.Step, amount agenda.Money, closes int, owners []agenda.Person, codes ...string) {
		d := agenda.Deal{ID: "id" + fmt.Sprint(l.Len()), Name: name, Account: account, Stage: stage, Step: step, Status: agenda.Open, Amount: amount, Probability: -1}
		if closes != 0 {
			d.Close = today + agenda.Date(closes)
		}
		switch step {
		case agenda.ClosedWon:
			d.Status = agenda.Won
		case agenda.ClosedLost:
			d.Status = agenda.Lost
		}
		t := Told{Owners: owners, Need: agenda.NeedOf(&d, agenda.Candidate{Score: -float64(l.Len())}), Why: "because"}
		for _, c := range codes {
			t.Findings = append(t.Findings, agenda.Finding{Code: c, Severity: 2})
		}
		l.Add(d, t)
	}
	add("Northwind renewal", "Northwind Traders", "Proposal", agenda.Proposal, usd(84000), 7, []agenda.Person{ana}, "stale", "pushed")
	add("青岚云平台扩容", "青岚科技", "Discovery", agenda.Discovery, usd(250000), 40, []agenda.Person{tomas}, "no-next-step")
	add("Café Zürich rollout", "Zürich Gastro", "Proposal", agenda.Proposal, agenda.Money{Minor: 5000000, Currency: "CHF"}, -3, []agenda.Person{tomas, ana}, "overdue")
	add("Initech pilot", "Initech", "Qualification", agenda.Qualification, agenda.Money{}, 0, nil)
	add("Hooli seats", "Hooli", "Closed Won", agenda.ClosedWon, usd(12000), -30, []agenda.Person{ana})
	add("Stark line", "Stark", "Closed Lost", agenda.ClosedLost, usd(9000), -20, []agenda.Person{tomas})
	l.Rank()
	return l
}

func shown(l *List, s *Selection) string {
	var names []string
	for _, line := range s.Lines {
		if line.Deal < 0 {
			g := s.Groups[line.Group]
			names = append(names, fmt.Sprintf("[%s %d %s]", g.Name, g.Count, g.Worth()))
			continue
		}
		names = append(names, strings.Fields(l.Deal(int(line.Deal)).Name)[0])
	}
	return strings.ReplaceAll(strings.Join(names, " "), "\u00a0", " ")
}

func TestSelect(t *testing.T) {
	l := few()
	for _, c := range []struct {
		view View
		want string
	}{
		{View{}, "Northwind 青岚云平台扩容 Café Initech"},
		{View{All: true}, "Northwind 青岚云平台扩容 Café Initech Stark Hooli"},
		{View{Rep: "p1"}, "Northwind Café"},
		{View{Sort: "close"}, "Café Northwind 青岚云平台扩容 Initech"},
		{View{Sort: "close", All: true}, "Café Northwind 青岚云平台扩容 Stark Hooli Initech"},
		{View{Sort: "-close"}, "青岚云平台扩容 Northwind Café Initech"},
		{View{Sort: "amount"}, "青岚云平台扩容 Northwind Café Initech"},
		{View{Sort: "deal"}, "Café Initech Northwind 青岚云平台扩容"},
		{View{Sort: "owner"}, "Northwind 青岚云平台扩容 Café Initech"},
		{View{Filter: "nwd"}, "Northwind"},
		{View{Filter: "NORTH ana"}, "Northwind"},
		{View{Filter: "lindqvist"}, "青岚云平台扩容 Café"},
		{View{Filter: "cafe"}, "Café"},
		{View{Filter: "zuerich"}, ""},
		{View{Filter: "zurich"}, "Café"},
		{View{Filter: "平台"}, "青岚云平台扩容"},
		{View{Filter: "stale"}, "Northwind"},
		{View{Filter: "finding:next"}, "青岚云平台扩容"},
		{View{Filter: "stage:prop"}, "Northwind Café"},
		{View{Filter: "stage:prop !stale"}, "Café"},
		{View{Filter: `"initech pil"`}, "Initech"},
		{View{Filter: `stage:"closed w"`, All: true}, "Hooli"},
		{View{Filter: "is:won"}, "Hooli"},
		{View{Filter: "is:"}, "Northwind 青岚云平台扩容 Café Initech"},
		{View{Filter: "owner:ana"}, "Northwind Café"},
		{View{Filter: "thing:ana"}, ""},
		{View{Filter: "qqq"}, ""},
		{View{Group: "stage"}, "[Qualification 1 no amount] Initech [Discovery 1 $250,000] 青岚云平台扩容 [Proposal 2 $84,000 + CHF 50,000] Northwind Café"},
		{View{Group: "owner", Sort: "-close"}, "[nobody 1 no amount] Initech [Ana Ruiz 1 $84,000] Northwind [Tomás Lindqvist 2 $250,000 + CHF 50,000] 青岚云平台扩容 Café"},
	} {
		if got := shown(l, l.Select(c.view, nil, InTurn, never)); got != c.want {
			t.Errorf("%+v: %s, not %s", c.view, got, c.want)
		}
	}
}

func TestTheBestFitComesFirst(t *testing.T) {
	l := New(today, 3)
	for i, name := range []string{"Random old artists", "Big road works", "Road"} {
		l.Add(agenda.Deal{ID: name, Name: name, Status: agenda.Open}, Told{Need: agenda.Need{Score: -float64(i)}})
	}
	l.Rank()
	if got := shown(l, l.Select(View{Filter: "road"}, nil, InTurn, never)); got != "Big Road" && got != "Road Big" {
		t.Errorf("%q", got)
	}
	if got := shown(l, l.Select(View{Filter: "road", Sort: "deal"}, nil, InTurn, never)); got != "Big Road" {
		t.Errorf("with a sort: %q", got)
	}
}

func TestDealKeepsWhatItWasGiven(t *testing.T) {
	l := New(today, 1)
	d := agenda.Deal{ID: "0193", Name: "Ünïcode \x1b[2J", Account: "A", Stage: "S", Status: agenda.Open, Amount: usd(5), Close: today, Created: today - 9,
		StageSince: today - 5, LastActivity: today - 3, NextStep: "call", NextStepDate: today + 1, Probability: 40, Forecast: "Commit"}
	d.Track.Pushes, d.Track.PushedDays = 2, 30
	l.Add(d, Told{Owners: []agenda.Person{ana}, Why: "why", Findings: []agenda.Finding{{Code: "overdue", Severity: 3}, {Code: "data", Severity: 1}, {Code: "data", Severity: 1}}})
	want := Deal{Name: "Ünïcode \x1b[2J", Account: "A", Owner: "Ana Ruiz", Stage: "S", Amount: usd(5), Close: today, Created: today - 9,
		StageSince: today - 5, LastActivity: today - 3, NextStepDate: today + 1, NextStep: "call", Forecast: "Commit", Probability: 40, Status: "open",
		Why: "why", Wrong: []string{"overdue", "data"}, Worst: 3, Pushes: 2, PushedDays: 30}
	if got := l.Deal(0); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, not %+v", got, want)
	}
	for _, c := range Columns {
		if c.About == "" || c.Head == "" || c.Text(l.Deal(0), today) == "" || (c.number == nil) == (c.order == nil) {
			t.Errorf("column %q is not whole", c.Name)
		}
	}
}

// What is found by typing letter by letter is what is found at once.
func TestNarrowing(t *testing.T) {
	l := many(2500)
	rapid.Check(t, func(t *rapid.T) {
		words := []string{"north", "nwd rnl", "stale", "!stale ana", "stage:prop", `"ra`, `"ra b"`, "is:won x", "客户", "zzz", "!", "x:y", "a", "owner:an acme"}
		var typed []rune
		var s *Selection
		for range rapid.IntRange(1, 5).Draw(t, "edits") {
			if len(typed) > 0 && rapid.Bool().Draw(t, "back") {
				typed = typed[:len(typed)-1]
			} else {
				typed = append(typed, []rune(rapid.SampledFrom(words).Draw(t, "word"))...)
			}
			for n := range typed {
				v := View{Filter: string(typed[:n+1]), Sort: rapid.SampledFrom([]string{"", "", "", "amount"}).Draw(t, "sort")}
				s = l.Select(v, s, together, never)
				if want := l.Select(v, nil, InTurn, never); !slices.Equal(s.Lines, want.Lines) {
					t.Fatalf("%+v: %d found by typing, %d at once", v, s.Count, want.Count)
				}
			}
		}
	})
}

func TestStopped(t *testing.T) {
	l := many(5000)
	if s := l.Select(View{Filter: "north"}, nil, InTurn, func() bool { return true }); s != nil {
		t.Error("a selection that nobody waits for is made")
	}
}

func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"a b", `"x`, `!stage:"a b" c`, "stage:", "::", "!!", "\x00é"} {
		f.Add(seed)
	}
	l := few()
	f.Fuzz(func(t *testing.T, filter string) {
		for _, term := range terms(filter) {
			if len(term.text) == 0 {
				t.Errorf("%q has an empty word", filter)
			}
		}
		l.Select(View{Filter: filter}, nil, InTurn, never)
		if got := terms(Quoted(filter)); len(got) > 1 {
			t.Errorf("%q is %d words when it is quoted", filter, len(got))
		}
	})
}

// many is a list of invented deals.
func many(n int) *List {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	l := New(today, n)
	for i := range n {
		account := pick("North", "Acme", "Blue", "Zürich", "客户", "Harbor", "Quill", "Stone", "Iron", "Vega") + pick("wind", " Works", "field", " & Sons", "名称", " Traders", "lab") + fmt.Sprint(" ", random.IntN(max(n/8, 1)))
		d := agenda.Deal{ID: fmt.Sprintf("0193f0a1-%04x-7000-8000-%012x", i&0xffff, i), Account: account, Status: agenda.Open,
			Name: account + " " + pick("renewal", "rollout", "pilot", "expansion", "seats", "migration") + fmt.Sprint(" ", i), Stage: agenda.OpenSteps[random.IntN(6)].String(),
			Amount: usd(random.Int64N(500000)), Close: today + agenda.Date(random.IntN(200)-50), Created: today - agenda.Date(random.IntN(400)), Probability: -1}
		if random.IntN(10) == 0 {
			d.Status = agenda.Won
		}
		t := Told{Owners: []agenda.Person{{ID: fmt.Sprint(i % 200), Name: pick("Ana", "Tomás", "Wei", "Zoë") + " " + fmt.Sprint(i%200)}}, Need: agenda.NeedOf(&d, agenda.Candidate{Score: -float64(i)}),
			Why: "45 days in Proposal; won deals took 14 and pushed 3 times; 2 % of the open pipeline"}
		for _, code := range []string{"overdue", "stale", "pushed", "data"} {
			if random.IntN(3) == 0 {
				t.Findings = append(t.Findings, agenda.Finding{Code: code, Severity: 1 + random.IntN(3)})
			}
		}
		l.Add(d, t)
	}
	l.Rank()
	return l
}

// typed are the keys of the benchmarks, one after the other.
const typed = "northwi"

// BenchmarkFilter is one key of a filter over 100,000 deals, all columns that
// are searched; BenchmarkFilterReference is fzf's own algorithm over their
// names alone, on one goroutine.
func BenchmarkFilter(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		l := many(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				s := l.Select(View{All: true}, nil, together, never)
				b.StopTimer()
				b.StartTimer()
				for i := range typed {
					s = l.Select(View{All: true, Filter: typed[:i+1]}, s, together, never)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*(len(typed)+1)), "µs/key")
		})
	}
}

func BenchmarkFilterReference(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		l := many(n)
		texts := make([]util.Chars, n)
		for i := range texts {
			texts[i] = util.ToChars([]byte(l.Deal(i).Name))
		}
		slab := newSlab()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				for i := range typed {
					for t := range texts {
						algo.FuzzyMatchV2(false, true, true, &texts[t], []rune(typed[:i+1]), false, slab)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(typed)), "µs/key")
		})
	}
}

func BenchmarkSort(b *testing.B) {
	l := many(100_000)
	for _, c := range []string{"amount", "deal", "account", "why"} {
		b.Run(c, func(b *testing.B) {
			for b.Loop() {
				l.Select(View{Sort: c}, nil, InTurn, never)
			}
		})
	}
}
