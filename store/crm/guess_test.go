package crm

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// A few letters in an otherwise English file are enough to tell its encoding.
func TestEncodingsOfShortTexts(t *testing.T) {
	texts := map[encoding.Encoding][]string{
		charmap.Windows1252: {
			"Søndre,Åm", "Café Crème", "Müller & Söhne", "Zoë Brontë", "Peña – renovación", "São Gonçalo, João", "Negociação, Ampliação, José", "Ærø", "œuvre", "Þórður Jónsson",
			"12 500,00 €", "“quoted” – don’t", "Weiß", "Citroën, naïve", "£500", "Škoda à la carte",
		},
		charmap.Windows1250:       {"Łódź, Żabka, Świętosław, sprzedaż, wartość", "Růžena Křížová, Žďárský mlýn, Otevřený", "Příležitost, uzavření, Dvořák, Kateřina Šimková"},
		charmap.Windows1251:       {"Поставка станков, Иванова Мария", "Сделка", "Ремонт, Юг"},
		simplifiedchinese.GB18030: {"晨曦科技", "智慧园区一期,王晓梅,方案报价", "成交", "负责人,商机名称"},
		traditionalchinese.Big5:   {"晨星實業", "倉儲系統擴充,林怡君,方案報價", "負責人,商機名稱"},
		japanese.ShiftJIS:         {"青山商事株式会社", "佐藤 花子, 提案", "テスト, センサー", "基幹刷新プロジェクト"},
		japanese.EUCJP:            {"基幹刷新プロジェクトの見積もり, さくら印刷", "センサーのテストをする"},
		korean.EUCKR:              {"서버 교체, 한빛전자, 김민수, 제안, 유지보수"},
	}
	for enc, list := range texts {
		for _, text := range list {
			b, err := enc.NewEncoder().Bytes([]byte("Deal Name,Stage\n" + text + "\n"))
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if got := guess(b); charsets[got].enc != enc {
				t.Errorf("%q in %v is taken for %s", text, enc, got)
			}
		}
	}
}

// Where letters deceive, the words of the header tell.
func TestHeadersTellTheEncoding(t *testing.T) {
	for _, tt := range []struct {
		text string
		enc  encoding.Encoding
	}{
		{"Nazwa szansy;Właściciel;Etap;Wartość\nA;B;Oferta;1\n", charmap.Windows1250},
		{"Obchod - Název;Obchod - Fáze;Obchod - Vlastník;Obchod - Očekávané datum uzavření\nA;Nabídka;B;1.2.2026\n", charmap.Windows1250},
		{"Fırsat Adı;Aşama;Müşteri;Tutar\nA;Teklif;B;1\n", charmap.Windows1254},
		{"거래명;단계;금액\nA;제안;1\n", korean.EUCKR},
		{"商談名;段階;金額\nA;提案;1\n", japanese.EUCJP},
	} {
		b, err := tt.enc.NewEncoder().Bytes([]byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		f, err := OpenReader("x.csv", strings.NewReader(string(b)), Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		first, _, _ := strings.Cut(tt.text, ";")
		if got := f.Columns()[0].Header; got != first {
			t.Errorf("%q is read %q in %s", first, got, f.Format())
		}
	}
}
