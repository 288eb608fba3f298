package crm

import (
	"slices"
	"strings"
	"unicode"
)

// Characters of headers that only one of the two Chinese scripts has.
const (
	simplifiedOnly  = "额户阶预计创负责称编号机会销间时开关单产项业务员状态联线报价"
	traditionalOnly = "戶階預計創負責稱編號機會銷間時開關單產項業務員狀態聯線報價"
)

// scriptCurrency is the currency that is the likeliest where a header is
// written as this one is; "" where it does not tell.
func scriptCurrency(header []string) string {
	text := strings.Join(header, "")
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }):
		return "JPY"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }):
		return "KRW"
	case strings.ContainsFunc(text, func(r rune) bool { return onlyIn(r, simplifiedOnly, traditionalOnly) }):
		return "CNY"
	case strings.ContainsFunc(text, func(r rune) bool { return onlyIn(r, traditionalOnly, simplifiedOnly) }):
		return "TWD"
	}
	return ""
}

func onlyIn(r rune, one, other string) bool {
	return strings.ContainsRune(one, r) && !strings.ContainsRune(other, r)
}

// firstOf puts one of several codes first.
func firstOf(codes []string, first string) []string {
	if !slices.Contains(codes, first) {
		return codes
	}
	return append([]string{first}, slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == first })...)
}
