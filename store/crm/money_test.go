package crm

import (
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
)

func TestAmounts(t *testing.T) {
	const none = "not an amount"
	tests := []struct {
		cell    string
		decimal byte   // what the column says
		want    string // Money.Decimal in USD, or none
		codes   string // the currencies it may be in
	}{
		{"0", 0, "0.00", ""},
		{"1054", 0, "1054.00", ""},
		{"210833.37", 0, "210833.37", ""},
		{"101266.4", 0, "101266.40", ""},
		{"100.0", 0, "100.00", ""},
		{"8024.25", 0, "8024.25", ""},
		{"182.31500000000003", 0, "182.32", ""},
		{".5", 0, "0.50", ""},
		{"5.", 0, "5.00", ""},
		{"0.125", 0, "0.13", ""},
		{"0.005", 0, "0.01", ""},
		{"-0.005", 0, "-0.01", ""},
		{"0.004", 0, "0.00", ""},
		{"1e3", 0, "1000.00", ""},
		{"1.5E+06", 0, "1500000.00", ""},
		{"2.5E-1", 0, "0.25", ""},
		{"1,234.56", 0, "1234.56", ""},
		{"12,345,678.90", 0, "12345678.90", ""},
		{"1.234,56", 0, "1234.56", ""},
		{"1.234.567,89", 0, "1234567.89", ""},
		{"9350,09", 0, "9350.09", ""},
		{"3.972.451", 0, "3972451.00", ""},
		{"1,234", 0, "1234.00", ""},
		{"1,234", ',', "1.23", ""},
		{"1,234", '.', "1234.00", ""},
		{"1.234", 0, "1234.00", ""},
		{"1.234", ',', "1234.00", ""},
		{"1.234", '.', "1.23", ""},
		{"1.2345", ',', "1.23", ""},
		{"12.34", ',', "12.34", ""},
		{"1 234,56", 0, "1234.56", ""},
		{"1\u00a0234,56", 0, "1234.56", ""},
		{"1\u202f234\u202f567", 0, "1234567.00", ""},
		{"1 234 567.5", 0, "1234567.50", ""},
		{"1'234'567.50", 0, "1234567.50", ""},
		{"1’234.50", 0, "1234.50", ""},
		{"12,34,567", 0, "1234567.00", ""},
		{"1,23,456.78", 0, "123456.78", ""},
		{"１２３４", 0, "1234.00", ""},
		{"１２，３４５．６", 0, "12345.60", ""},
		{"1.000,-", 0, "1000.00", ""},
		{"CHF 900.–", 0, "900.00", "CHF"},
		{"€ 1.500,--", 0, "1500.00", "EUR"},
		{"-1.500,- €", 0, "-1500.00", "EUR"},
		{"120000元人民币", 0, "120000.00", "CNY"},
		{"-500", 0, "-500.00", ""},
		{"−500", 0, "-500.00", ""},
		{"500-", 0, "-500.00", ""},
		{"+500", 0, "500.00", ""},
		{"(500)", 0, "-500.00", ""},
		{"(1,234.50)", 0, "-1234.50", ""},
		{"($1,234.50)", 0, "-1234.50", "USD"},
		{"$(1,234.50)", 0, "-1234.50", "USD"},
		{"-$1,234.50", 0, "-1234.50", "USD"},
		{"$-1,234.50", 0, "-1234.50", "USD"},
		{"$7,450,000.00 ", 0, "7450000.00", "USD"},
		{"$ 5", 0, "5.00", "USD"},
		{"5$", 0, "5.00", "USD"},
		{"$3.972.451", 0, "3972451.00", "USD"},
		{"US$ 1,000", 0, "1000.00", "USD"},
		{"USD 1,000.00", 0, "1000.00", "USD"},
		{"1,000.00 USD", 0, "1000.00", "USD"},
		{"US $1,200", 0, "1200.00", "USD"},
		{"$ 1200.00 US", 0, "1200.00", "USD"},
		{"usd 5", 0, "5.00", "USD"},
		{"1.234,56 €", 0, "1234.56", "EUR"},
		{"€1.234,56", 0, "1234.56", "EUR"},
		{"€ 58,80", 0, "58.80", "EUR"},
		{"EUR 12", 0, "12.00", "EUR"},
		{"12 EUR", 0, "12.00", "EUR"},
		{"-12,50 €", 0, "-12.50", "EUR"},
		{"£12.50", 0, "12.50", "GBP"},
		{"R$ 1.234,56", 0, "1234.56", "BRL"},
		{"A$99", 0, "99.00", "AUD"},
		{"HK$99", 0, "99.00", "HKD"},
		{"CHF 1'234.50", 0, "1234.50", "CHF"},
		{"1 234,50 zł", 0, "1234.50", "PLN"},
		{"1 234 Kč", 0, "1234.00", "CZK"},
		{"150 000 ₽", 0, "150000.00", "RUB"},
		{"150 000 руб.", 0, "150000.00", "RUB"},
		{"₹12,34,567.00", 0, "1234567.00", "INR"},
		{"Rs. 5,000", 0, "5000.00", "INR PKR"},
		{"12 345 kr", 0, "12345.00", "SEK NOK DKK ISK"},
		{"¥12万", 0, "120000.00", "JPY CNY"},
		{"¥1,200", 0, "1200.00", "JPY CNY"},
		{"12万", 0, "120000.00", ""},
		{"12.5万", 0, "125000.00", ""},
		{"12万元", 0, "120000.00", "CNY TWD"},
		{"1.2亿", 0, "120000000.00", ""},
		{"1.2億円", 0, "120000000.00", "JPY"},
		{"3000元", 0, "3000.00", "CNY TWD"},
		{"RMB 3000", 0, "3000.00", "CNY"},
		{"人民币3000", 0, "3000.00", "CNY"},
		{"58.8k", 0, "58800.00", ""},
		{"€5,000 monthly", 0, "5000.00", "EUR"},
		{"$1,200.50 / mo", 0, "1200.50", "USD"},
		{"1 200 per year", 0, "1200.00", ""},
		{"58.8K", 0, "58800.00", ""},
		{"$58.8k", 0, "58800.00", "USD"},
		{"58k EUR", 0, "58000.00", "EUR"},
		{"58k€", 0, "58000.00", "EUR"},
		{"1.2M", 0, "1200000.00", ""},
		{"$1.2M", 0, "1200000.00", "USD"},
		{"1,2 Mio. €", 0, "1200000.00", "EUR"},
		{"2.5bn", 0, "2500000000.00", ""},
		{"3 crore", 0, "30000000.00", ""},
		{"'1234", 0, "1234.00", ""},
		{"5 USD ", 0, "5.00", "USD"},
		{"a lot", 0, none, ""},
		{"1.2.3", 0, none, ""},
		{"1,2,3", 0, none, ""},
		{"20.10.2016", 0, none, ""},
		{"2016-10-20", 0, none, ""},
		{"1,234.567.8", 0, none, ""},
		{"5 apples", 0, none, ""},
		{"$", 0, none, ""},
		{"--5", 0, none, ""},
		{"5%", 0, none, ""},
		{"1e99", 0, none, ""},
		{"User Provided", 0, none, ""},
		{"12 34", 0, none, ""},
	}
	for _, tt := range tests {
		got, codes := none, ""
		if a, ok := (moneyStyle{decimal: tt.decimal}).parse(tt.cell); ok {
			m, err := a.value.minor("USD")
			if err != nil {
				t.Errorf("%q: %v", tt.cell, err)
			}
			got, codes = m.Decimal(), strings.Join(a.codes, " ")
		}
		if len(codes) > 20 { // $ stands for many
			codes = codes[:3]
		}
		if got != tt.want || codes != tt.codes {
			t.Errorf("%q in a column of %q: got %s %q, want %s %q", tt.cell, tt.decimal, got, codes, tt.want, tt.codes)
		}
	}
}

func TestAmountsThatAreTooLarge(t *testing.T) {
	for _, cell := range []string{"90071992547409.93", "1e20", "999999999999999999999"} {
		a, ok := moneyStyle{}.parse(cell)
		if !ok {
			t.Errorf("%q is no amount", cell)
		}
		if m, err := a.value.minor("USD"); err != agenda.ErrTooMuch {
			t.Errorf("%q: got %v, %v", cell, m, err)
		}
	}
}

func TestMinorUnitsFollowTheCurrency(t *testing.T) {
	for code, want := range map[string]int64{"USD": 123457, "JPY": 1235, "KWD": 1234565, agenda.NoCurrency: 123457} {
		a, _ := moneyStyle{decimal: '.'}.parse("1234.565")
		if m, err := a.value.minor(code); err != nil || m.Minor != want || m.Currency != code {
			t.Errorf("%s: got %v, %v; want %d", code, m, err, want)
		}
	}
}

// A column tells what its cells alone do not.
func TestAmountColumns(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  []string
	}{
		{"points before thousands", []string{"1.234", "56.789", "1.000.000"}, []string{"1234.00", "56789.00", "1000000.00"}},
		{"a comma before cents", []string{"1.234", "1.234,50"}, []string{"1234.00", "1234.50"}},
		{"a point before cents", []string{"1,234", "1,234.50", "1.234"}, []string{"1234.00", "1234.50", "1.23"}},
		{"thousands that are not marked", []string{"182.315", "20000"}, []string{"182.32", "20000.00"}},
		{"commas only", []string{"1,234", "20000"}, []string{"1234.00", "20000.00"}},
	}
	for _, tt := range tests {
		tally := amountTally{symbols: map[string][]string{}}
		for _, c := range tt.cells {
			tally.add(c)
		}
		for i, c := range tt.cells {
			a, ok := tally.style(false).parse(c)
			m, _ := a.value.minor("USD")
			if !ok || m.Decimal() != tt.want[i] {
				t.Errorf("%s: %q is %s, want %s", tt.name, c, m.Decimal(), tt.want[i])
			}
		}
	}
}

func TestCurrencyColumn(t *testing.T) {
	for word, want := range map[string][]string{
		"US Dollar": {"USD"}, "us dollar": {"USD"}, "Euro": {"EUR"}, "EUR": {"EUR"}, "eur": {"EUR"}, "€": {"EUR"},
		"Pound Sterling": {"GBP"}, "人民币": {"CNY"}, "RMB": {"CNY"}, "¥": {"JPY", "CNY"}, "gold": nil, "XYZ": nil,
	} {
		if got := symbolCodes(word); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", word, got, want)
		}
	}
}
