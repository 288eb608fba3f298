package agenda

import (
	"fmt"
	"sort"
	"unicode"
	"unicode/utf8"
)

// currencies are the current codes of ISO 4217 in order, each with a space
// after it. This and the two functions below say what github.com/bojanz/currency
// says, which the tests hold them to; loading that package takes a thousandth
// of a second, in every command.
const currencies = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN " +
	"BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR " +
	"FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY " +
	"KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU " +
	"MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON " +
	"RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP " +
	"TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF " +
	"YER ZAR ZMW ZWG "

// ValidCurrency says whether code is a current ISO 4217 code, or NoCurrency.
func ValidCurrency(code string) bool {
	if code == NoCurrency {
		return true
	}
	n := len(currencies) / 4
	at := sort.Search(n, func(i int) bool { return currencies[4*i:4*i+3] >= code })
	return at < n && currencies[4*at:4*at+3] == code
}

// Digits returns how many decimals a currency has: 2 for USD and for plain
// numbers, 0 for JPY.
func Digits(code string) int {
	switch code {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// symbol returns what stands before an amount in English: "$", or the code
// where there is no symbol that people know.
func symbol(code string) string {
	switch code {
	case "AUD":
		return "A$"
	case "BRL":
		return "R$"
	case "CAD":
		return "CA$"
	case "CNY":
		return "CN¥"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "HKD":
		return "HK$"
	case "ILS":
		return "₪"
	case "INR":
		return "₹"
	case "JPY":
		return "¥"
	case "KRW":
		return "₩"
	case "MXN":
		return "MX$"
	case "NZD":
		return "NZ$"
	case "PHP":
		return "₱"
	case "TWD":
		return "NT$"
	case "USD":
		return "$"
	case "VND":
		return "₫"
	case "XAF":
		return "FCFA"
	case "XCD":
		return "EC$"
	case "XCG":
		return "Cg."
	case "XOF":
		return "F\u202fCFA"
	case "XPF":
		return "CFPF"
	}
	return code
}

// marked puts a currency's symbol before a number; letters keep a distance.
func marked(code, number string) string {
	mark := symbol(code)
	if last, _ := utf8.DecodeLastRuneInString(mark); unicode.IsLetter(last) {
		mark += "\u00a0"
	}
	return mark + number
}

// NoSuchCurrency is the error for a code that is none.
func NoSuchCurrency(code string) error {
	return fmt.Errorf("%q is not a currency: say a code like USD, EUR or CNY", code)
}
