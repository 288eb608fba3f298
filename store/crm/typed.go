package crm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"halfhour/agenda"
)

// ReadAmount reads one amount as a person types it: "84000", "84k", "€12,500.50".
// Without a currency of its own it is in the one given. Where a single
// separator may stand before cents or thousands, a point stands before cents.
func ReadAmount(typed, code string) (agenda.Money, error) {
	a, ok := moneyStyle{decimal: '.'}.parse(typed)
	if !ok {
		return agenda.Money{}, fmt.Errorf("%q is not an amount: say 84000, 84k or €12,500", cut(typed, 40))
	}
	switch {
	case len(a.codes) == 1:
		code = a.codes[0]
	case len(a.codes) > 1 && !slices.Contains(a.codes, code):
		return agenda.Money{}, fmt.Errorf("%s can be %s: say which, like 84000 %s", a.symbol, join(a.codes), a.codes[0])
	}
	m, err := a.value.minor(code)
	if errors.Is(err, agenda.ErrTooMuch) {
		err = fmt.Errorf("%q is more than an amount can hold", cut(typed, 40))
	}
	return m, err
}

func join(codes []string) string {
	list := ""
	for i, c := range codes[:min(len(codes), 4)] {
		if i > 0 {
			list += ", "
		}
		list += c
	}
	return list
}

// ownHeaders has the header of each field that people see in a CRM: the first
// one that it writes in words, else the first.
var ownHeaders = sync.OnceValue(func() map[[2]string]string {
	m := map[[2]string]string{}
	for _, row := range vocabularyRows("headers.csv", 4) {
		key := [2]string{row[2], row[0]}
		if have := m[key]; row[2] != "" && (have == "" || !inWords(have) && inWords(row[1])) {
			m[key] = row[1]
		}
	}
	return m
})

// inWords says whether a header is one for people, not for programs: "Close
// Date" and "Amount", not "CloseDate" and "deal_amount".
func inWords(header string) bool {
	if first, _ := utf8.DecodeRuneInString(header); unicode.IsLower(first) {
		return false
	}
	for word := range strings.FieldsSeq(header) {
		_, size := utf8.DecodeRuneInString(word)
		camel := strings.ToLower(word[size:]) != word[size:] && strings.ToUpper(word) != word
		if camel || strings.ContainsAny(strings.TrimRight(word, "."), "_.(") {
			return false
		}
	}
	return true
}

// HeaderOf returns what a CRM calls the column of a field in its exports; ""
// when that is not known.
func HeaderOf(crm, field string) string { return ownHeaders()[[2]string{crm, field}] }
