package agenda_test

import (
	"slices"
	"testing"

	"halfhour/agenda"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"
)

// The library that is kept up to date says what is right.
func TestCurrenciesAreThoseOfTheLibrary(t *testing.T) {
	known := currency.GetCurrencyCodes()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				code := string([]rune{a, b, c})
				if got, want := agenda.ValidCurrency(code), slices.Contains(known, code) || code == agenda.NoCurrency; got != want {
					t.Errorf("%s is a currency: %v", code, got)
				}
			}
		}
	}
	for _, code := range known {
		if want, _ := currency.GetDigits(code); agenda.Digits(code) != int(want) {
			t.Errorf("%s has %d decimals, not %d", code, want, agenda.Digits(code))
		}
	}
	for _, code := range []string{"", " ", "US", "USDX", "usd", "USD ", "\x00", "ÄÖÜ"} {
		if agenda.ValidCurrency(code) {
			t.Errorf("%q is no currency", code)
		}
	}
}

func TestMoneyReadsAsTheLibraryWritesIt(t *testing.T) {
	formatter := currency.NewFormatter(currency.NewLocale("en"))
	formatter.MaxDigits = 0
	codes := currency.GetCurrencyCodes()
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(codes).Draw(t, "code")
		minor := rapid.OneOf(rapid.Int64Range(-2000, 2000), rapid.Int64()).Draw(t, "minor")
		amount, err := currency.NewAmountFromInt64(minor, code)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := (agenda.Money{Minor: minor, Currency: code}).String(), formatter.Format(amount); got != want {
			t.Fatalf("%d %s reads %q, not %q", minor, code, got, want)
		}
	})
}
