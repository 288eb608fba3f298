package crm

import (
	"strings"
	"testing"

	"halfhour/agenda"
)

// Labels that no list has, taken apart into words. What is about the record of
// somebody or something else stays unknown.
func TestHeadersInOtherLanguages(t *testing.T) {
	for field, headers := range map[string]string{
		FieldID:           "ID de la transaction|Datensatz-ID|记录编号|ID del negocio|(Nicht ändern) Verkaufschance|(Ne pas modifier) Opportunité|(No modificar) Oportunidad|レコードID",
		FieldName:         "Nome dell'affare|Nom de l’opportunité|Opportunitynaam|Abschlussname|业务机会名称|業務機會名稱|Título do negócio|Nazwa szansy|Affärsnamn|Thema|거래 이름",
		FieldAccount:      "Potenzieller Kunde|Client potentiel|Nome da empresa|Nombre de Cuenta|客户名|Företagets namn|Unternehmen|Nazwa firmy|거래처 이름",
		FieldOwner:        "Propietario del trato|Zuständiger Mitarbeiter|Verantwortliche Person|Asignado a|Assigné à|Atribuído a|Zugewiesen an|Toegewezen aan|業務機會擁有人|Eigenaar van opportunity|Vertriebsmitarbeiter|Abschluss-Inhaber|소유자 이름",
		FieldStage:        "Fase de la oportunidad|Verkaufsphase|Phase de vente|Affärens fas|Dealfase|Étape de l'affaire|商机阶段|销售阶段|販売ステージ|Стадия возможности",
		FieldStatus:       "Negócio - Status|Statut de l'affaire|Estado del trato|商机状态",
		FieldAmount:       "Importe (MXN)|Montant total k€|Valor do negócio|Geschätzter Umsatz|Ingreso esperado|Valore dell'affare|预计金额（万元）|Wert in TEUR|Сумма сделки ₽|Szacowana wartość",
		FieldCurrency:     "Währung von Wert|Devise du montant|Moneda del negocio|币种|Währungsname",
		FieldProbability:  "Probabilité de la transaction|Gewinnwahrscheinlichkeit|Abschlusswahrscheinlichkeit %|成交概率(%)|取引の確度|Probabilidade (%)",
		FieldClose:        "Voraussichtliches Abschlussdatum|Date de clôture estimée|Fecha prevista de cierre|Data prevista de fechamento|Verwachte sluitingsdatum|预计成交时间|預計結案日期|Förväntat slutdatum|Data chiusura prevista|Предполагаемая дата завершения|예상 마감 일자",
		FieldCloseActual:  "Tatsächliches Abschlussdatum|Date de clôture réelle|Geschlossen am|Fechado em|实际成交日期|Cerrado el",
		FieldCreated:      "Erstellt am|Créé le|Hora de creación|Criado em|Gemaakt op|Skapandedatum|Data utworzenia|创建时间|建立日期|作成日時|Date de création de la transaction",
		FieldModified:     "Zuletzt geändert am|(Nicht ändern) Geändert am|Dernière modification|上次修改时间|最終更新日|Data da última modificação|Дата редактирования",
		FieldStageSince:   "Datum der letzten Phasenänderung|Fecha del último cambio de etapa|阶段变更时间",
		FieldLastActivity: "Datum der letzten Aktivität|Fecha de la última actividad|Data dell'ultima attività|最后跟进时间|上次活动日期|最終アクティビティー日|Datum för senaste aktivitet|Data ostatniej aktywności|마지막 활동 날짜",
		FieldNextStepDate: "Fecha de la siguiente actividad|Datum der nächsten Aktivität|下次跟进时间|次回のアクティビティー日|Date de la prochaine activité",
		FieldNextStep:     "Paso siguiente|Étape suivante|Passaggio successivo|Próxima etapa|Volgende stap|Nästa steg|Nächste Schritte",
		FieldPipeline:     "Embudo de ventas|Vertriebspipeline|Funil de vendas|销售漏斗",
		FieldForecast:     "Prognosekategorie|Catégorie de prévision|预测类别",
		"":                "Creado por|Erstellt von|Créé par|Criado por|Gewichteter Umsatz|Propietario de la cuenta|Nummer|Grund der Phase|Status der Phase|Cuenta de contacto|Kundennummer|Fecha|Datum|创建人|最后修改人|客户编号|客户状态|联系人电话|Betrag von|Valor de|Besitzer des Kontakts|Produktname|Letzte Phase|Stage Date|Account Date",
	} {
		for header := range strings.SplitSeq(headers, "|") {
			if u := vocab().understand(header); u.known != (field != "") || u.field != field {
				t.Errorf("%q is %q, want %q", header, u.field, field)
			}
		}
	}
	if u := vocab().understand("Montant total k€"); u.currency != "EUR" || u.exp != 3 {
		t.Errorf("Montant total k€ is in %q to the %d", u.currency, u.exp)
	}
}

// The ends of a pipeline in words that say nothing else; the names of open
// stages before a stroke.
func TestStagesInOtherLanguages(t *testing.T) {
	for step, stages := range map[agenda.Step]string{
		agenda.ClosedWon:   "Fechada/Ganha|Conclue et gagnée|Cerrado (ganado)|Cerrada - Ganada|Chiusa e vinta|已结束并赢得客户|已結束並贏得客戶|Affaire gagnée|Opportunity Won|성사됨",
		agenda.ClosedLost:  "Fechada/Perdida|Conclue et perdue|Cerrado (perdido)|Prohraný|Verkaufschance verloren|Lost Deal|Zamknięta - przegrana",
		agenda.Negotiation: "Negociação/revisão|Onderhandeling/Beoordeling|Negoziazione/Revisione|谈判/复查",
		agenda.NoStep:      "Gewonnen oder verloren|Perdido contacto|Fast gewonnen|预计赢单|未赢|Kunde|Abschluss|Won't buy",
	} {
		for stage := range strings.SplitSeq(stages, "|") {
			if got := vocab().stepOf(stage); got != step {
				t.Errorf("%q is %q, want %q", stage, got, step)
			}
		}
	}
}

func TestWordsAreTakenApart(t *testing.T) {
	c := vocab().composed
	for text, want := range map[string]string{
		"Voraussichtliches Abschlussdatum": "expected close date", "abschlusswahrscheinlichkeit": "close probability",
		"業務機會擁有人": "deal owner", "预计成交日期": "expected close date", "次回のアクティビティー日": "next activity date",
		"Erstellt am": "created date", "Asignado a": "assigned to", "Propriétaire de l’opportunité": "owner deal",
		"Creado por": "", "Datums": "", "": "", "s": "",
	} {
		if got, _ := c.wordsOf(text); strings.Join(got, " ") != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
	if got, _ := c.wordsOf(strings.Repeat("datum", 100)); got != nil {
		t.Errorf("a long word says %q", got)
	}
}
