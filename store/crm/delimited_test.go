package crm

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"halfhour/agenda"
)

// names returns the names of deals with their lines: "2 Initech|3 Hooli".
func names(deals []Deal) string {
	var all []string
	for _, d := range deals {
		all = append(all, fmt.Sprintf("%d %s", d.Line, d.Name))
	}
	return strings.Join(all, "|")
}

func TestDelimitersAndLineEnds(t *testing.T) {
	rows := [][]string{{"Deal Name", "Stage", "Note"}, {"Søren", "Won", "a"}, {"Łódź", "Lost", "b"}}
	for _, comma := range []string{",", ";", "\t", "|"} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			var lines []string
			for _, r := range rows {
				lines = append(lines, strings.Join(r, comma))
			}
			for _, last := range []string{"", end} {
				_, deals, rejected := read(t, strings.Join(lines, end)+last, Options{})
				if got := names(deals); got != "2 Søren|3 Łódź" || len(rejected) > 0 {
					t.Errorf("with %q and %q: got %s, %v", comma, end, got, rejected)
				}
			}
		}
	}
}

func TestCSVAsPeopleWriteIt(t *testing.T) {
	const head = "Deal Name,Stage,Next Step\n"
	tests := []struct {
		name, text string
		want       string
		next       string // of the first deal
		rejected   string // "line: reason" of each
		footer     int
	}{
		{name: "quotes", text: head + "\"A, b \"\"c\"\"\",Won,\"x\"\n", want: `2 A, b "c"`, next: "x"},
		{name: "lines in cells", text: head + "A,Won,\"one\r\ntwo\"\nB,Won,\n", want: "2 A|4 B", next: "one\ntwo"},
		{name: "blank lines", text: head + "\n  \nA,Won,\n\n\nB,Won,\n\n", want: "4 A|7 B"},
		{name: "blank rows", text: head + "A,Won,\n,,\n\"\",\"\",\"\"\nB,Won,\n", want: "2 A|5 B", footer: 2},
		{name: "a title above", text: "Pipeline of the south,,\nas of 1 May,,\n\n" + head + "A,Won,\n", want: "5 A"},
		{name: "Excel says sep", text: "sep=;\nDeal Name;Stage\nA;Won\n", want: "3 A"},
		{name: "totals below", text: head + "A,Won,\n,,\nGrand Total,,\nTotal (2 records),,\nConfidential Information - Do Not Distribute\n", want: "2 A", footer: 4},
		{name: "a company called Total", text: head + "Total Wine,Won,\nTotal,Won,\n", want: "2 Total Wine|3 Total"},
		{name: "a total of a company", text: head + "Totally,,\nTotal: 12,,\n", want: "2 Totally", footer: 1},
		{name: "headers twice", text: "Deal Name,Stage,Stage,Deal Name\nA,Won,Lost,B\n", want: "2 A"},
		{name: "the first of two is empty", text: "Deal Name,Stage,Opportunity Name\n,Won,B\n,Won,C\n", want: "2 B|3 C"},
		{name: "columns without a name", text: "Deal Name,,Stage,,\nA,x,Won,y,\n", want: "2 A"},
		{name: "one quote inside", text: head + "5\" pipe,Won,7\" rod\nB,Won,\n", want: "2 5\" pipe|3 B", next: "7\" rod"},
		{name: "quotes inside quotes", text: head + "\"the \"big\" one\",Won,x\nB,Won,\n", want: "2 the \"big\" one|3 B", next: "x"},
		{name: "some lines end with CR", text: "Deal Name,Stage\r\nA,Won\nB,Won\rC,Won\rD,\"Won\"\r\nE,Won\r\r\nF,Won", want: "2 A|3 B|4 C|5 D|6 E|7 F"},
		{name: "a line as Markdown has it", text: "| Deal Name | Stage | Amount |\n|---|:-:|--:|\n| A | Won | 5 |\n", want: "3 A", footer: 1},
		{name: "numbers kept from a spreadsheet", text: "Deal Name,Stage,Next Step\nA,Won,\"=\"\"007\"\"\"\n", want: "2 A", next: "007"},
		{name: "the header again", text: head + "A,Won,\nDeal Name,Stage,Next Step\nB,Won,\n", want: "2 A|4 B", footer: 1},
		{name: "sums alone", text: "Deal Name,Stage,Amount,Close Date\nA,Won,5,2026-01-02\n,,5,\n,,\"€1,200.00\",\n,Total,6,\n", want: "2 A", footer: 3},
		{name: "sums of groups", text: "Deal Name,Stage,Amount\nSubtotal,,5\nSum of Amount,,5\nSubtotal: Ærø,,5\nCount (3 deals),,\nA,Won,5\n", want: "6 A", footer: 4},
		{name: "sums of nobody knows what", text: "Deal Name,Stage,Amount\nA,Won,5\n,,five\n", want: "2 A", rejected: "3: it names no deal: name, account and id are all blank"},
		{name: "a close date makes it a deal", text: "Deal Name,Stage,Close Date\nTotal,,2026-01-02\n", want: "2 Total"},
		{name: "each row in quotes", text: "\"Deal Name,Stage,Next Step\"\n\"A,Won,\"\"x, y\"\"\"\n\"B,Won,\"\n", want: "2 A|3 B", next: "x, y"},
		{name: "short in what nobody reads", text: "Deal Name,Stage,Note,More\nA,Won\nB,Won,x\nC,Won,,\n", want: "2 A|3 B|4 C"},
		{name: "a program that leaves the end out", text: head + "A,Won\nB,Won,x\nC,Won\nD,Won\nE\n", want: "2 A|3 B|4 C|5 D", rejected: "6: only 1 of 3 cells"},
		{name: "a program that does not", text: head + "A,Won\nB,Won,x\nC,Won\nD,Won\nE,Won,\n", want: "3 B|6 E",
			rejected: "2: only 2 of 3 cells|4: only 2 of 3 cells|5: only 2 of 3 cells"},
		{name: "rows that a line end split", text: head + "A,Won\nx,y\nC,Won\nD,Won,z\n", want: "5 D",
			rejected: "2: only 2 of 3 cells|3: only 2 of 3 cells|4: only 2 of 3 cells"},
		{name: "a quote left open", text: head + "\"A,Won,x\nB,Won,\nC,Won,\"y, z\"\nD,Won,\n",
			want: "3 B|4 C|5 D", rejected: "2: a quote that is never closed, or stands inside a cell"},
		{name: "a quote open to the end", text: head + "A,Won,\n\"B,Won,x\nC,Won,\n",
			want: "2 A|4 C", rejected: "3: a quote that is never closed, or stands inside a cell"},
		{name: "too few", text: head + "A\nB,Won\nC,Won,\n", want: "4 C", rejected: "2: only 1 of 3 cells|3: only 2 of 3 cells"},
		{name: "too many", text: head + "A,Won,x,y\nC,Won,,,,\n", want: "3 C", rejected: "2: 4 cells, and the header has 3"},
		{name: "a line of a megabyte", text: head + "A,Won,\n" + strings.Repeat("x", maxLine+9) + ",Won,\nB,Won,\n",
			want: "2 A|4 B", rejected: "3: " + errLongLine.Error()},
		{name: "an open quote over a megabyte", text: head + "\"A,Won,\n" + strings.Repeat("B,Won,\n", 3) + strings.Repeat("#,Won,0123456789\n", maxLine/16) + "C,Won,\n",
			want: "", rejected: "2: " + errLongLine.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, deals, rejected := read(t, tt.text, Options{})
			if got := names(deals); tt.want != "" && got != tt.want {
				t.Errorf("got deals %s, want %s", cut(got, 200), tt.want)
			}
			var faults []string
			for _, r := range rejected {
				faults = append(faults, fmt.Sprintf("%d: %s", r.Line, r.Reason))
			}
			if got := strings.Join(faults, "|"); got != tt.rejected {
				t.Errorf("rejected %q, want %q", cut(got, 400), tt.rejected)
			}
			if f.Counts().Footer != tt.footer {
				t.Errorf("%d rows are no deals, want %d", f.Counts().Footer, tt.footer)
			}
			if tt.next != "" && deals[0].NextStep != tt.next {
				t.Errorf("the next step is %q, want %q", deals[0].NextStep, tt.next)
			}
		})
	}
}

// After an open quote swallowed a megabyte, every line of it is read again.
func TestNothingIsLostAfterAnOpenQuote(t *testing.T) {
	const swallowed = 200_000
	_, deals, rejected := read(t, "Deal Name,Stage\n\"open,Won\n"+strings.Repeat("Næss,Won\n", swallowed), Options{})
	if len(deals) != swallowed || len(rejected) != 1 || deals[swallowed-1].Line != swallowed+2 {
		t.Errorf("got %d deals and %d rejected, the last in line %d", len(deals), len(rejected), deals[len(deals)-1].Line)
	}
}

func TestCellsAreCutAtTheirLimit(t *testing.T) {
	f, deals, _ := read(t, "Deal Name,Stage\n"+strings.Repeat("é", maxCell)+",Won\n", Options{})
	if n := len(deals[0].Name); n > maxCell || n < maxCell-2 || f.Counts().Cut != 1 {
		t.Errorf("got %d bytes, %d cut", n, f.Counts().Cut)
	}
}

func TestNamesOfDealsWithoutOne(t *testing.T) {
	_, deals, rejected := read(t, "id,account,product,stage\n1,Ærø Bio,Dryer,Won\n2,,Dryer,Won\n3,Ærø Bio,,Won\n4,,,Won\n,,,Won\n", Options{})
	var got []string
	for _, d := range deals {
		got = append(got, d.Name)
	}
	if strings.Join(got, "|") != "Dryer · Ærø Bio|Dryer · 2|Ærø Bio · 3|4" || len(rejected) != 1 {
		t.Errorf("got %q, %v", got, rejected)
	}
}

func TestCoOwners(t *testing.T) {
	_, deals, _ := read(t, "Deal Name,Stage,Owner,Co-Owner,Owner 2\nA,Won,Åse; Bo ;Cy,Bo,Dee;Åse\nB,Won,,,\n", Options{})
	if d := deals[0]; d.Owner != "Åse" || strings.Join(d.CoOwners, ",") != "Bo,Cy,Dee" {
		t.Errorf("got %q with %q", d.Owner, d.CoOwners)
	}
	if d := deals[1]; d.Owner != "" || d.CoOwners != nil {
		t.Errorf("got %q with %q", d.Owner, d.CoOwners)
	}
}

func TestMappingOverrules(t *testing.T) {
	text := "Vorgang,Zustand,Stage,Close Dt\nKläranlage,Won,nonsense,1.2.2026\n"
	o := Options{Map: map[string]string{"vorgang": "name", "Zustand": "stage", "Stage": "ignore", "Close Dt": "close_date"}}
	f, deals, _ := read(t, text, o)
	if d := deals[0]; d.Name != "Kläranlage" || d.Status != agenda.Won || d.Close.String() != "2026-02-01" {
		t.Errorf("got %+v", d)
	}
	if c := f.Columns()[2]; c.Field != "" || c.Samples[0] != "nonsense" {
		t.Errorf("got %+v", c)
	}
}

func TestWhatAnExportCovers(t *testing.T) {
	f, _, _ := read(t, "Deal Name,Stage,Amount,Last Activity Date\nA,Won,,\n", Options{})
	for _, field := range []string{FieldName, FieldStatus, FieldStage, FieldAmount, FieldLastActivity} {
		if !f.Covers(field) {
			t.Errorf("%s is not covered", field)
		}
	}
	for _, field := range []string{FieldID, FieldOwner, FieldClose, FieldNextStep, FieldProbability, FieldCoOwner, FieldCurrency, "nonsense"} {
		if f.Covers(field) {
			t.Errorf("%s is covered", field)
		}
	}
}

func TestCurrencies(t *testing.T) {
	tests := []struct {
		name, text string
		o          Options
		want       string // of the amounts, in order
		err        error
	}{
		{name: "none", text: "Name,Stage,Amount\nA,Won,5\n", want: "5.00 XXX"},
		{name: "home", text: "Name,Stage,Amount\nA,Won,5\n", o: Options{Currency: "eur"}, want: "5.00 EUR"},
		{name: "in the header", text: "Name,Stage,Amount (GBP)\nA,Won,5\n", o: Options{Currency: "EUR"}, want: "5.00 GBP"},
		{name: "in a snake's header", text: "name,stage,amount_usd\nA,Won,5\n", want: "5.00 USD"},
		{name: "a symbol in the header", text: "名称,阶段,金额(€)\nA,Won,5\n", o: Options{Map: map[string]string{"名称": "name"}}, want: "5.00 EUR"},
		{name: "in a column", text: "Name,Stage,Amount,Currency\nA,Won,5,US Dollar\nB,Won,6,JPY\nC,Won,7,\n", want: "5.00 USD|6 JPY|7.00 XXX"},
		{name: "beside the amount", text: "Name,Stage,Amount\nA,Won,€5\nB,Won,£6\nC,Won,7\n", o: Options{Currency: "EUR"}, want: "5.00 EUR|6.00 GBP|7.00 EUR"},
		{name: "a dollar that the column names", text: "Name,Stage,Amount,Currency\nA,Won,$5,CAD\n", want: "5.00 CAD"},
		{name: "a dollar that the person names", text: "Name,Stage,Amount\nA,Won,$5\n", o: Options{Currency: "MXN"}, want: "5.00 MXN"},
		{name: "a dollar for a European", text: "Name,Stage,Amount\nA,Won,$5\n", o: Options{Currency: "EUR"}, err: ErrCurrency},
		{name: "a yen or yuan", text: "Name,Stage,Amount\nA,Won,¥5\n", err: ErrCurrency},
		{name: "a dollar at home", text: "Name,Stage,Amount\nA,Won,$5\nB,Won,€6\nC,Won,7\n", o: Options{Home: "CAD"}, want: "5.00 CAD|6.00 EUR|7.00 XXX"},
		{name: "a dollar with a home elsewhere", text: "Name,Stage,Amount\nA,Won,$5\n", o: Options{Home: "CHF"}, err: ErrCurrency},
		{name: "a dollar in the header", text: "Name,Stage,Amount ($)\nA,Won,5\n", err: ErrCurrency},
		{name: "a dollar in the header at home", text: "Name,Stage,Amount ($)\nA,Won,5\n", o: Options{Home: "AUD"}, want: "5.00 AUD"},
		{name: "a column that sometimes says", text: "Name,Stage,Amount,Currency\nA,Won,$5,\nB,Won,$6,CAD\nC,Won,7,$\n", o: Options{Home: "USD"}, want: "5.00 USD|6.00 CAD|7.00 USD"},
		{name: "an id before a name", text: "Name,Stage,Amount,Currency,Currency Name\nA,Won,5,-99,Euro\n", want: "5.00 EUR"},
		{name: "nothing but ids", text: "Name,Stage,Amount,Currency\nA,Won,5,-99\n", want: "5.00 XXX"},
		{name: "a column for each", text: "Name,Stage,Amount (USD),Amount (EUR)\nA,Won,5,\nB,Won,,6\nC,Won,7,8\nD,Won,,\n", want: "5.00 USD|6.00 EUR|7.00 USD| "},
		{name: "names in other languages", text: "Name,Stage,Amount,Currency\nA,Won,5,新台幣\nB,Won,6,Российский рубль\nC,Won,7,Dólar estadounidense\n", want: "5.00 TWD|6.00 RUB|7.00 USD"},
		{name: "zero is known", text: "Name,Stage,Amount\nA,Won,0\nB,Won,\nC,Won,n/a\n", want: "0.00 XXX| | "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := OpenReader("x.csv", strings.NewReader(tt.text), tt.o)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err != nil {
				return
			}
			deals, _ := rowsOf(t, f)
			var got []string
			for _, d := range deals {
				got = append(got, d.Amount.Decimal()+" "+d.Amount.Currency)
			}
			if strings.Join(got, "|") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	_, _, rejected := read(t, "Name,Stage,Amount,Currency\nA,Won,€5,USD\nB,Won,5,Galleons\nC,Won,99999999999999999,USD\n", Options{})
	if len(rejected) != 3 || rejected[0].Column != "Amount" || rejected[1].Column != "Currency" || rejected[2].Column != "Amount" {
		t.Errorf("got %v", rejected)
	}
}

// What matters little does not cost a row, and is counted.
func TestCellsThatMatterLittle(t *testing.T) {
	f, deals, rejected := read(t, "Name,Stage,Next Activity Date,Probability\nA,Won,soon,lots\nB,Won,2026-01-02,50\n", Options{})
	if len(deals) != 2 || len(rejected) != 0 || deals[0].Probability != -1 {
		t.Errorf("got %+v, %v", deals, rejected)
	}
	if u := f.Counts().Unread; u["Next Activity Date"] != 1 || u["Probability"] != 1 || len(u) != 2 {
		t.Errorf("unread are %v", u)
	}
}
