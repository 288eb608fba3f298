package crm

import (
	"strings"
	"sync"
)

// monthWords are the starts of month names that CRMs write, folded: English,
// Spanish, Portuguese, French, German, Italian, Dutch, the Nordic languages,
// Polish, Czech, Hungarian, Romanian, Turkish, Russian, Ukrainian.
var monthWords = [12][]string{
	{"jan", "ene", "gen", "sty", "led", "ian", "oca", "tamm", "янв", "січ", "一月"},
	{"feb", "fev", "fevr", "lut", "uno", "sub", "helm", "фев", "лют", "二月"},
	{"mar", "mrt", "maer", "bre", "maal", "мар", "бер", "三月"},
	{"apr", "abr", "avr", "kwi", "dub", "nis", "huht", "апр", "кві", "四月"},
	{"may", "mai", "mei", "mag", "maj", "kve", "touk", "май", "мая", "тра", "五月"},
	{"jun", "juin", "giu", "cze", "iun", "haz", "kesa", "cervna", "cerven", "cvn", "июн", "чер", "六月"},
	{"jul", "juil", "lug", "lip", "iul", "tem", "hein", "cervence", "cervenec", "cvc", "июл", "七月"},
	{"aug", "ago", "aou", "sie", "srp", "elok", "авг", "серп", "八月"},
	{"sep", "set", "wrz", "zar", "eyl", "syys", "sze", "сен", "вер", "九月"},
	{"oct", "okt", "out", "ott", "paz", "rij", "eki", "loka", "окт", "жов", "十月"},
	{"nov", "lis", "kas", "noi", "marr", "ноя", "лис", "十一月"},
	{"dec", "dez", "dic", "des", "gru", "pro", "ara", "joul", "дек", "гру", "十二月"},
}

var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, words := range monthWords {
		for _, w := range words {
			m[fold(w)] = i + 1
		}
	}
	return m
})

// monthNamed returns the month that a word names, in full or short; 0 for
// none.
func monthNamed(word string) int {
	w := fold(word)
	if m := months()[w]; m > 0 {
		return m
	}
	r := []rune(w)
	if len(r) > 12 {
		return 0
	}
	for n := min(4, len(r)); n >= 3; n-- {
		if m := months()[string(r[:n])]; m > 0 {
			return m
		}
	}
	return 0
}

var weekdays = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range []string{
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "thur", "thurs",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"mo", "di", "mi", "do", "fr", "sa", "so",
		"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
		"lun", "mie", "jue", "vie", "sab", "dom",
		"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
		"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
		"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天",
		"周一", "周二", "周三", "周四", "周五", "周六", "周日", "週一", "週二", "週三", "週四", "週五", "週六", "週日",
		"月", "火", "水", "木", "金", "土", "日",
	} {
		m[fold(w)] = true
	}
	return m
})

func weekday(word string) bool { return weekdays()[fold(word)] }

// particle says whether a word may stand inside a date: 3 de mayo de 2024,
// 23rd of September.
func particle(word string) bool {
	switch strings.ToLower(word) {
	case "de", "del", "of", "the", "st", "nd", "rd", "th", "er", "г", "года", "р", "року", "r", "roku":
		return true
	}
	return false
}
