package crm

import (
	"strings"

	"halfhour/agenda"
)

// stepWords are the words in names of stages that tell where they stand, the
// most telling steps first: "contract signed" is won, not a negotiation.
var stepWords = []struct {
	step  agenda.Step
	words []string
}{
	{agenda.ClosedLost, []string{"lost", "lose", "dead", "disqualif", "unqualif", "reject", "declin", "abandon", "cancel", "nogo", "verloren", "abgelehnt", "perdid", "perdu", "perso", "verlor", "проиг", "отказ", "流失", "失败", "失敗", "输单", "輸單", "丢单"}},
	{agenda.ClosedWon, []string{"won", "signed", "closedeal", "dealdone", "customer", "live", "delivered", "onboard", "invoiced", "gewonnen", "ganad", "gagne", "vint", "vinto", "firmado", "signe", "成交", "赢单", "贏單", "签约完成", "成約", "успеш", "выигр"}},
	{agenda.Commit, []string{"commit", "verbal", "handshake", "waitingforpo", "purchaseorder", "signature", "signing", "readytoclose", "closing", "finalapproval", "paperwork", "mundlich", "zusage", "firma", "signature", "签约", "簽約", "подпис"}},
	{agenda.Negotiation, []string{"negot", "contract", "legal", "procure", "redline", "terms", "review", "verhandl", "vertrag", "contrat", "negoz", "trattativ", "谈判", "談判", "合同", "商务", "商務", "交渉", "договор", "перегов"}},
	{agenda.Proposal, []string{"propos", "quote", "quotation", "pricing", "offer", "bid", "tender", "estimate", "angebot", "propuest", "presupuesto", "cotiza", "devis", "offre", "offert", "preventiv", "报价", "報價", "方案", "見積", "提案", "предложен", "кп"}},
	{agenda.Evaluation, []string{"eval", "demo", "trial", "pilot", "poc", "proofof", "test", "technical", "presentation", "solution", "workshop", "validat", "decisionmaker", "shortlist", "bewert", "prasent", "prueba", "essai", "prova", "演示", "评估", "評估", "试用", "презента", "тест"}},
	{agenda.Discovery, []string{"discov", "needs", "analys", "require", "scop", "meeting", "diagnos", "develop", "engag", "interest", "bedarf", "analis", "besoin", "necesid", "需求", "拜访", "跟进", "ヒアリング", "потреб", "встреч"}},
	{agenda.Qualification, []string{"qualif", "prospect", "new", "lead", "contact", "incoming", "inbound", "outbound", "open", "intro", "initial", "firstcall", "suspect", "identif", "target", "research", "backlog", "neu", "erstkontakt", "nuevo", "nouveau", "nuovo", "novo", "contatt", "线索", "線索", "初步", "接触", "新建", "нов", "квалиф", "контакт", "лид"}},
}

// proposeStep says where a stage that nobody knows may stand, by the words in
// its name; NoStep when none tells.
func proposeStep(stage string) agenda.Step {
	name := fold(stage)
	best, length := agenda.NoStep, 0
	for _, s := range stepWords {
		for _, w := range s.words {
			if len(w) > length && strings.Contains(name, w) {
				best, length = s.step, len(w)
				break
			}
		}
		if best == agenda.ClosedLost || best == agenda.ClosedWon {
			break // a word for the end says more than a longer one for the way
		}
	}
	return best
}

// stepOfChance returns the open step whose default probability is the nearest
// to one, in percent.
func stepOfChance(percent float64) agenda.Step {
	switch {
	case percent >= 100:
		return agenda.ClosedWon
	case percent <= 0:
		return agenda.NoStep
	}
	best := agenda.Qualification
	for _, s := range agenda.OpenSteps {
		if abs(float64(s.Chance())-percent) < abs(float64(best.Chance())-percent) {
			best = s
		}
	}
	return best
}

func abs(x float64) float64 { return max(x, -x) }
