package agenda_test

import (
	"math"
	"math/big"
	"testing"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

func TestMoneyReadsAsPeopleWriteIt(t *testing.T) {
	for _, c := range []struct {
		money           agenda.Money
		text, inDecimal string
	}{
		{agenda.Money{Minor: 8400000, Currency: "USD"}, "$84,000", "84000.00"},
		{agenda.Money{Minor: 8400049, Currency: "USD"}, "$84,000", "84000.49"},
		{agenda.Money{Minor: 8400050, Currency: "USD"}, "$84,001", "84000.50"},
		{agenda.Money{Minor: 5, Currency: "USD"}, "$0", "0.05"},
		{agenda.Money{Minor: -123456, Currency: "EUR"}, "-€1,235", "-1234.56"},
		{agenda.Money{Minor: 1200000, Currency: "JPY"}, "¥1,200,000", "1200000"},
		{agenda.Money{Minor: -7, Currency: "JPY"}, "-¥7", "-7"},
		{agenda.Money{Minor: 123456789, Currency: "KWD"}, "KWD\u00a0123,457", "123456.789"},
		{agenda.Money{Minor: 100000, Currency: "CNY"}, "CN¥1,000", "1000.00"},
		{agenda.Money{Minor: 0, Currency: "GBP"}, "£0", "0.00"},
		{agenda.Money{Minor: 8400000, Currency: "XXX"}, "84,000", "84000.00"},
		{agenda.Money{Minor: -123456789, Currency: "XXX"}, "-1,234,568", "-1234567.89"},
		{agenda.Money{Minor: 99900, Currency: "XXX"}, "999", "999.00"},
		{agenda.Money{}, "no amount", ""},
		{agenda.Money{Minor: 12345600, Currency: "QQQ"}, "QQQ 123,456", "123456.00"},
	} {
		if got := c.money.String(); got != c.text {
			t.Errorf("%+v reads %q, want %q", c.money, got, c.text)
		}
		if got := c.money.Decimal(); got != c.inDecimal {
			t.Errorf("%+v is %q in a file, want %q", c.money, got, c.inDecimal)
		}
	}
}

func TestMoneyKnowsNoAmountFromZero(t *testing.T) {
	if (agenda.Money{}).Known() {
		t.Error("no amount is known")
	}
	if !(agenda.Money{Currency: "EUR"}).Known() {
		t.Error("zero euro are not known")
	}
}

func TestCurrencies(t *testing.T) {
	for _, code := range []string{"USD", "EUR", "CNY", "JPY", agenda.NoCurrency} {
		if !agenda.ValidCurrency(code) {
			t.Errorf("%s is refused", code)
		}
	}
	for _, code := range []string{"", "usd", "US", "EURO", "$", "QQQ"} {
		if agenda.ValidCurrency(code) {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestTotalsNeverMixCurrencies(t *testing.T) {
	totals := agenda.Totals{}
	if got := totals.String(); got != "0" {
		t.Errorf("nothing adds up to %q", got)
	}
	for _, m := range []agenda.Money{{Minor: 100000, Currency: "USD"}, {Minor: 250000, Currency: "EUR"}, {}, {Minor: 50000, Currency: "USD"}, {Minor: 700, Currency: "XXX"}} {
		totals.Add(m)
	}
	if got := totals.String(); got != "€2,500 + $1,500 + 7" {
		t.Errorf("totals: %q", got)
	}
	same := agenda.Totals{"USD": 5, "EUR": 5, "CHF": 5}
	if list := same.List(); list[0].Currency != "CHF" || list[2].Currency != "USD" {
		t.Errorf("equal totals come as %v", list)
	}
}

func TestDecimalKeepsEveryUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"USD", "JPY", "KWD", "XXX"}).Draw(t, "currency")
		m := agenda.Money{Minor: rapid.Int64().Draw(t, "minor"), Currency: code}
		major, ok := new(big.Rat).SetString(m.Decimal())
		unit := new(big.Rat).SetFloat64(math.Pow10(agenda.Digits(code)))
		if !ok || major.Mul(major, unit).Cmp(new(big.Rat).SetInt64(m.Minor)) != 0 {
			t.Fatalf("%+v is written %q", m, m.Decimal())
		}
	})
}
