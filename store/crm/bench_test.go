package crm

import (
	"bytes"
	"fmt"
	"testing"
)

// invented makes an export of n deals as Salesforce's Data Loader writes them.
func invented(n int) []byte {
	var b bytes.Buffer
	b.WriteString("Id,Name,Account.Name,Owner.Name,StageName,Amount,CurrencyIsoCode,CloseDate,CreatedDate,LastActivityDate,NextStep,Probability,ForecastCategoryName\n")
	stages := []string{"Prospecting", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"}
	for i := range n {
		fmt.Fprintf(&b, "006%015d,\"Ångström %d, rollout\",Account %d,Rep %d,%s,%d.%02d,USD,2026-%02d-%02d,2026-01-%02dT10:11:12.000+0000,2026-06-%02d,Send the draft,%d,Pipeline\n",
			i, i, i/3, i%40, stages[i%len(stages)], 1000+i%90000, i%100, 1+i%12, 1+i%28, 1+i%28, 1+i%30, i%101)
	}
	return b.Bytes()
}

func BenchmarkOpen(b *testing.B) {
	data := invented(100_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f, err := OpenReader("x.csv", bytes.NewReader(data), Options{})
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

func BenchmarkRows(b *testing.B) {
	data := invented(100_000)
	f, err := OpenReader("x.csv", bytes.NewReader(data), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range f.Rows() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 100_000 {
			b.Fatalf("got %d deals", n)
		}
	}
}
