package main

import (
	"encoding/json"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// A table fits into the window, columns stay columns with double-width
// characters, and without a window nothing is cut.
func TestTable(t *testing.T) {
	columns := []column{{head: "id"}, {head: "deal", least: 6}, {head: "account", least: 10, spare: true}, {head: "amount", right: true}, {head: "why", least: 8}}
	rows := [][]safe.Text{
		{"Ana Ruiz"},
		{"4f07a1", "青岚云平台扩容", "青岚智能装备有限公司", "¥84,000", "no next step and nothing heard for weeks"},
		{"99c3d2", "Loyalty app for nine cafés", "Brûlerie Saint-Rémy", "-", "stale"},
	}
	for _, window := range []int{0, 40, 60, 200} {
		var b strings.Builder
		writeTable(&b, columns, rows, window)
		lines := strings.Split(b.String(), "\n")
		for _, l := range lines {
			if w := safe.Width(safe.Text(l)); window > 0 && w > window {
				t.Errorf("%d cells in a window of %d: %s", w, window, l)
			}
		}
		whole := strings.Contains(b.String(), "nothing heard for weeks") && strings.Contains(b.String(), "nine cafés")
		if whole != (window == 0 || window == 200) {
			t.Errorf("in a window of %d:\n%s", window, b.String())
		}
		if spared := !strings.Contains(lines[0], "account"); spared != (window == 40) {
			t.Errorf("in a window of %d:\n%s", window, b.String())
		}
		at := func(line, text string) int {
			before, _, found := strings.Cut(line, text)
			if !found {
				t.Fatalf("no %q in %q", text, line)
			}
			return safe.Width(safe.Text(before)) + safe.Width(safe.Text(text))
		}
		if at(lines[0], "amount") != at(lines[3], "¥84,000") || at(lines[3], "¥84,000") != at(lines[4], "  -") {
			t.Errorf("the amounts do not stand below each other:\n%s", b.String())
		}
	}
}

// JSON is the same value, and nothing in it that a terminal obeys.
func TestJSONIsSafe(t *testing.T) {
	for _, s := range []string{
		"plain", "quote \" and \\", "客户名称 café 👩‍🚀", "\x1b]0;title\x07", "a\u202eb\u009bc\u2028d", "tag \U000e0041\U000e007f", "\x7f", "<script>&",
	} {
		line, err := marshal(map[string]string{"name": s})
		if err != nil {
			t.Fatal(err)
		}
		if string(safe.Line(line)) != line {
			t.Errorf("%q is written as %q", s, line)
		}
		var back map[string]string
		if err := json.Unmarshal([]byte(line), &back); err != nil || back["name"] != s {
			t.Errorf("%q comes back as %q, %v", s, back["name"], err)
		}
	}
}

func TestShortest(t *testing.T) {
	for _, c := range []struct {
		ids  []string
		want int
	}{
		{nil, 6},
		{[]string{"019-aaaaaaaa", "019-aaaaaaab"}, 6},
		{[]string{"019-x1aaaaaa", "019-x2aaaaaa"}, 7},
		{[]string{"019-1xaaaaaa", "019-2xaaaaaa"}, 8},
	} {
		if got := shortest(c.ids); got != c.want {
			t.Errorf("%q: %d, not %d", c.ids, got, c.want)
		}
	}
}

func TestPickDeals(t *testing.T) {
	rep := agenda.Person{ID: "ana", Name: "Ana Ruiz"}
	deal := func(id, name, account string) agenda.Deal {
		return agenda.Deal{ID: "0193-" + id, CRMID: "CRM-" + id, Name: name, Account: account}
	}
	deals := []agenda.Deal{
		deal("aaaa11", "Nordlicht renewal", "Nordlicht Energie GmbH"),
		deal("aaaa22", "Nordlicht add-on", "Nordlicht Energie GmbH"),
		deal("aaaa33", "Cranes, phase two", "Porto do Sal"),
		deal("aaaa44", "青岚云平台扩容", "青岚科技有限公司"),
		deal("aaaa55", "Loyalty app", "Brûlerie Saint-Rémy"),
	}
	for _, c := range []struct {
		wanted []string
		want   string // the ends of ids, or a part of the error
	}{
		{[]string{"AAAA11"}, "11"},
		{[]string{"crm-aaaa22"}, "22"},
		{[]string{"nordlicht renewal,brulerie"}, "11 55"},
		{[]string{"Cranes, phase two"}, "33"},
		{[]string{"Cranes, phase two", "青岚"}, "33 44"},
		{[]string{"loyalty,loyalty app,saint-rémy"}, "55"},
		{[]string{"nordlicht"}, `"nordlicht" can be one of these; give its id:`},
		{[]string{"Kestrel"}, `"Kestrel" is no open deal of Ana Ruiz`},
		{[]string{"renewal,add-on,cranes,loyalty"}, "a review has time for 3 deals"},
		{[]string{" , "}, ""},
	} {
		ids, err := pickDeals(deals, rep.Name, c.wanted)
		for i := range ids {
			ids[i] = ending(ids[i], 2)
		}
		if got := strings.Join(ids, " "); err == nil && got != c.want || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %q, %v", c.wanted, got, err)
		}
	}
}
