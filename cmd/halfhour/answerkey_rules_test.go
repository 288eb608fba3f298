package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// keyConfig is what the rules of an answer key are held against.
type keyConfig struct {
	stale, aging            map[string]int // days, by stage
	bigDeal                 float64
	horizon, minChars       int
	fillers, verbs          []string
	pushAlarm, pushAlarmAll int // days
}

// readKeyConfig reads the thresholds of a config.yaml, each on a line of its own.
func readKeyConfig(t *testing.T, path string) keyConfig {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	value := func(key string) string {
		m := regexp.MustCompile(`(?m)^\s*` + key + `:\s*(\{.*?\}|\[.*?\]|[^#\n]*)`).FindSubmatch(text)
		if m == nil {
			t.Fatalf("%s does not say %s", path, key)
		}
		return strings.TrimSpace(string(m[1]))
	}
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return n
	}
	byStage := func(key string) map[string]int {
		m := map[string]int{}
		for part := range strings.SplitSeq(strings.Trim(value(key), "{}"), ",") {
			stage, days, _ := strings.Cut(part, ":")
			m[strings.TrimSpace(stage)] = int(number(days))
		}
		return m
	}
	words := func(key string) (list []string) {
		for part := range strings.SplitSeq(strings.Trim(value(key), "[]"), ",") {
			list = append(list, strings.Trim(strings.TrimSpace(part), `"'`))
		}
		return list
	}
	return keyConfig{
		stale: byStage("staleness_days"), aging: byStage("aging_norm_days"), bigDeal: number(value("big_deal_threshold")),
		horizon: int(number(value("close_date_horizon_days"))), minChars: int(number(value("min_chars"))),
		fillers: words("filler_phrases"), verbs: words("action_verbs"),
		pushAlarm: int(number(value("push_alarm_days"))), pushAlarmAll: int(number(value("cumulative_push_alarm_days"))),
	}
}

// settings are the same thresholds in our words. The key's limits of days are
// passed, our days without activity are reached: they are one more. That pushes
// are many is no rule of the key's, and no number of them is.
func (c keyConfig) settings() string {
	table := func(days map[string]int, more int) string {
		var parts []string
		for stage, n := range days {
			parts = append(parts, fmt.Sprintf("%q = %d", stage, n+more))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	list := func(words []string) string {
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = strconv.Quote(w)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return fmt.Sprintf(`
[find.stale]
count = "calendar days"
next_step_counts = false
days_in = %s
[find.slow-stage]
own_norms = false
days_in = %s
[find.pushed]
from = 2
many = 1000
long_days = %d
total_days = %d
[find.no-next-step]
needs_date = true
least_letters = %d
filler_words = %s
action_words = %s
[find.single-threaded]
from_amount = %g
[find.data]
far_out_days = %d
`, table(c.stale, 1), table(c.aging, 0), c.pushAlarm, c.pushAlarmAll, c.minChars, list(c.fillers), list(c.verbs), c.bigDeal, c.horizon)
}

// keyed returns which rules apply to each open deal of the last of some
// snapshots, worked out from their cells alone.
func (c keyConfig) keyed(snapshots [][]map[string]string, day time.Time) map[string][]string {
	date := func(text string) time.Time {
		d, _ := time.Parse(time.DateOnly, text)
		return d
	}
	days := func(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }
	longest, all := map[string]int{}, map[string]int{}
	closes := map[string]string{}
	for _, rows := range snapshots {
		for _, r := range rows {
			id := r["opp_id"]
			if before := closes[id]; before != "" && r["close_date"] > before {
				by := days(date(before), date(r["close_date"]))
				longest[id], all[id] = max(longest[id], by), all[id]+by
			}
			closes[id] = r["close_date"]
		}
	}
	key := map[string][]string{}
	for _, r := range snapshots[len(snapshots)-1] {
		stage, id := r["stage"], r["opp_id"]
		if strings.HasPrefix(stage, "closed") {
			continue
		}
		key[id] = nil
		applies := func(rule string, does bool) {
			if does {
				key[id] = append(key[id], rule)
			}
		}
		amount, _ := strconv.ParseFloat(r["amount"], 64)
		contacts, _ := strconv.Atoi(r["contact_count"])
		changes, _ := strconv.Atoi(r["close_date_changes"])
		step := strings.ToLower(strings.TrimSpace(r["next_step"]))
		agreed := step != "" && r["next_step_date"] >= day.Format(time.DateOnly)
		has := func(words []string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(step, w) })
		}
		early := stage == "prospect" || stage == "qualify" || stage == "develop"
		applies("H1", days(date(r["last_activity_date"]), day) > c.stale[stage])
		applies("H2", date(r["close_date"]).Before(day))
		applies("H3", changes >= 2)
		applies("H4", !agreed)
		applies("H5", r["forecast_category"] == "commit" && (early || !agreed))
		applies("H6", days(date(r["stage_entered_date"]), day) > c.aging[stage])
		applies("H7", amount >= c.bigDeal && contacts < 2)
		applies("H8", amount <= 0)
		applies("H9", agreed && (utf8.RuneCountInString(step) < c.minChars || has(c.fillers) || !has(c.verbs)))
		applies("H10", days(day, date(r["close_date"])) > c.horizon)
		applies("H11", longest[id] >= c.pushAlarm || all[id] >= c.pushAlarmAll)
	}
	return key
}

var keyColumns = []string{
	"opp_id", "account", "opp_name", "owner", "stage", "amount", "currency", "created_date", "close_date", "last_activity_date",
	"next_step", "next_step_date", "forecast_category", "contact_count", "product_line", "stage_entered_date", "close_date_changes",
}

// inventSnapshots writes weekly snapshots until a day, with all that can be
// wrong, and returns them beside their files.
func inventSnapshots(t *testing.T, random *rand.Rand, weeks int, day time.Time) (exports []snapshot, snapshots [][]map[string]string) {
	t.Helper()
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	stages := []string{"prospect", "qualify", "develop", "propose", "commit"}
	steps := []string{
		"", "", "Send the revised offer to Zoë", "Follow up with procurement next week", "tbd", "Review the security answers with the CISO",
		"The board is looking at it again", "Call Ngọc", "确认 the order form with legal", "Schedule a demo for the Łódź team", "pending their budget round",
	}
	from := day.AddDate(0, 0, -7*(weeks-1))
	shift := func(d time.Time, days int) string { return d.AddDate(0, 0, days).Format(time.DateOnly) }
	rows := make([]map[string]string, 200)
	for i := range rows {
		rows[i] = map[string]string{
			"opp_id": fmt.Sprintf("OPP-%04d", i+1), "account": fmt.Sprintf("Société %d", i%70), "opp_name": fmt.Sprintf("Déploiement %d", i+1),
			"owner": pick("Zoë Ångström", "李娜", "Bo Quist"), "stage": pick(stages...), "currency": "USD",
			"amount":       pick("", "0", "-1200.00", "40000", "99999.99", "100000.00", "250000.50", "18000"),
			"created_date": shift(from, -200+random.IntN(100)), "close_date": shift(from, -20+random.IntN(400)),
			"forecast_category": pick("pipeline", "best_case", "commit", "omitted"), "contact_count": pick("0", "1", "2", "5"), "product_line": "Beacon",
			"stage_entered_date": shift(from, -random.IntN(80)), "close_date_changes": pick("0", "0", "0", "1", "2", "3"),
		}
	}
	dir := t.TempDir()
	for week := range weeks {
		today := from.AddDate(0, 0, 7*week)
		for i, r := range rows {
			r = maps.Clone(r)
			r["last_activity_date"] = shift(today, -random.IntN(60))
			r["next_step"], r["next_step_date"] = pick(steps...), pick("", shift(today, random.IntN(30)), shift(today, -random.IntN(9)))
			if moves := random.IntN(3); week > 0 && moves == 0 {
				closes, _ := time.Parse(time.DateOnly, r["close_date"])
				r["close_date"] = shift(closes, []int{-14, 3, 7, 20, 21, 22, 44, 45}[random.IntN(8)])
				n, _ := strconv.Atoi(r["close_date_changes"])
				r["close_date_changes"] = strconv.Itoa(n + 1)
			}
			if week > 0 && random.IntN(10) == 0 {
				r["stage"], r["stage_entered_date"] = pick(append(stages, "closed_won", "closed_lost")...), shift(today, -random.IntN(7))
			}
			rows[i] = r
		}
		file := filepath.Join(dir, "opps_"+today.Format(time.DateOnly)+".csv")
		writeSnapshot(t, file, rows)
		exports = append(exports, snapshot{file, today.Format(time.DateOnly)})
		snapshots = append(snapshots, slices.Clone(rows))
	}
	return exports, snapshots
}

func writeSnapshot(t *testing.T, file string, rows []map[string]string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	_ = w.Write(keyColumns)
	for _, r := range rows {
		line := make([]string, len(keyColumns))
		for i, c := range keyColumns {
			line[i] = r[c]
		}
		_ = w.Write(line)
	}
	w.Flush()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// What is found follows the thresholds, whatever they are, and pushes are
// counted over snapshots that come in one after the other.
func TestInventedProblemsAreFound(t *testing.T) {
	usual := keyConfig{
		stale: map[string]int{"prospect": 45, "qualify": 30, "develop": 21, "propose": 14, "commit": 7},
		aging: map[string]int{"prospect": 30, "qualify": 30, "develop": 45, "propose": 30, "commit": 21}, bigDeal: 100_000, horizon: 270, minChars: 15,
		fillers: []string{"follow up", "touch base", "tbd", "pending"}, verbs: []string{"send", "schedule", "review", "call", "demo"},
		pushAlarm: 21, pushAlarmAll: 45,
	}
	other := keyConfig{
		stale: map[string]int{"prospect": 9, "qualify": 12, "develop": 33, "propose": 3, "commit": 1},
		aging: map[string]int{"prospect": 7, "qualify": 61, "develop": 14, "propose": 10, "commit": 40}, bigDeal: 18_000, horizon: 120, minChars: 30,
		fillers: []string{"looking"}, verbs: []string{"确认", "call"}, pushAlarm: 45, pushAlarmAll: 30,
	}
	for i, test := range []struct {
		name   string
		config keyConfig
		weeks  int
		day    string
	}{
		{"one snapshot", usual, 1, "2026-08-10"},
		{"three snapshots", usual, 3, "2025-02-28"},
		{"four snapshots and other thresholds", other, 4, "2027-01-04"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			day, err := time.Parse(time.DateOnly, test.day)
			if err != nil {
				t.Fatal(err)
			}
			exports, snapshots := inventSnapshots(t, rand.New(rand.NewPCG(uint64(i), 4)), test.weeks, day)
			compare(t, inspected(t, test.config.settings(), exports...), test.config.keyed(snapshots, day))
		})
	}
}
