package main

import "halfhour/agenda"

// The demo's people, companies and deals are invented. All days count from
// today: -9 is nine days ago, 16 in sixteen days.

const (
	demoRep     = "Ana Ruiz"
	demoOther   = "Tomás Lindqvist"
	demoManager = "Dana Lee"
	demoSponsor = "Odile Fabre-Nguyễn"
)

// demoQuota is a part of the settings: what the rep is to win in a quarter.
const demoQuota = "\n[quota.\"" + demoRep + "\"]\nevery = 400000\n"

// demoDeal is an open deal.
type demoDeal struct {
	name, account string
	owner         string
	step          agenda.Step
	amount        int64 // whole dollars; 0: nobody entered one
	first         int64 // what it was first worth, when it was cut or grew
	created       int
	since         int // in its stage
	closes        int
	pushes        []int // by how many days the close date moved, the last one latest
	back          agenda.Step
	touched       int
	touch         string
	next          string
	nextIn        int // 0: no date
	chance        int // -1: the CRM does not say
	forecast      string
}

var demoOpen = []demoDeal{
	{
		name: "Grid telemetry rollout", account: "Norrsken Energi AB", owner: demoRep, step: agenda.Negotiation,
		amount: 84_000, first: 96_000, created: -171, since: -44, closes: -9, pushes: []int{13, 21, 28},
		touched: -19, touch: "mail", chance: 90, forecast: "Commit",
	},
	{
		name:    "Warehouse routing for all eleven Iberian depots, with night shifts and cross-docking",
		account: "Transportes Ibáñez y Compañía", owner: demoRep, step: agenda.Proposal,
		amount: 118_000, created: -96, since: -45, closes: 16,
		touched: -6, touch: "call", next: "follow up", chance: 75, forecast: "Best Case",
	},
	{
		name: "青岚云平台扩容", account: "青岚智能装备有限公司", owner: demoRep, step: agenda.Evaluation,
		amount: 72_000, created: -118, since: -58, closes: 24, pushes: []int{30},
		touched: -12, touch: "meeting", next: "Technical review with the plant in Suzhou", nextIn: 5, chance: 50, forecast: "Best Case",
	},
	{
		name: "Flight-line pilot", account: "Kestrel Avionics", owner: demoRep, step: agenda.Discovery,
		amount: 45_000, created: -74, since: -15, closes: 38, back: agenda.Proposal,
		touched: -4, touch: "call", next: "Meet their new head of maintenance", nextIn: 3, chance: 20, forecast: "Pipeline",
	},
	{
		name: "Loyalty app for nine cafés", account: "Brûlerie Saint-Rémy", owner: demoRep, step: agenda.Qualification,
		created: -12, since: -12, closes: 72,
		touched: -2, touch: "meeting", next: "Intro call with the owner", nextIn: 2, chance: 10, forecast: "Pipeline",
	},
	{
		name: "Harvest planner", account: "Vinhos da Serra", owner: demoRep, step: agenda.Qualification,
		amount: 22_000, created: -47, since: -47, closes: 52,
		touched: -27, touch: "mail", chance: 10, forecast: "Pipeline",
	},
	{
		name: "Spare-parts portal", account: "Tanaka Seiki 田中精機", owner: demoRep, step: agenda.Discovery,
		amount: 41_000, created: -98, since: -61, closes: 40, pushes: []int{24},
		touched: -31, touch: "mail", next: "Send the workshop agenda", nextIn: -5, chance: 20, forecast: "Pipeline",
	},
	{
		name: "Tram depot scheduling", account: "Stadtwerke Lindenau", owner: demoRep, step: agenda.Proposal,
		amount: 64_000, first: 58_000, created: -83, since: -13, closes: 22, pushes: []int{14},
		touched: -3, touch: "meeting", next: "Walk the works council through the plan", nextIn: 6, chance: 75, forecast: "Best Case",
	},
	{
		name: "Clinic scheduling, phase two", account: "Clínica Buenavista", owner: demoRep, step: agenda.Negotiation,
		amount: 52_000, created: -88, since: -8, closes: 12,
		touched: -1, touch: "call", next: "Redlines back from their lawyer", nextIn: 2, chance: 90, forecast: "Commit",
	},
	{
		name: "Payroll migration", account: "Ödegaard & Söner", owner: demoRep, step: agenda.Commit,
		amount: 31_000, created: -66, since: -5, closes: 6,
		touched: -2, touch: "mail", next: "Signature by their managing director", nextIn: 4, chance: 95, forecast: "Commit",
	},
	{
		name: "Cold-chain sensors", account: "Fjordfisk AS", owner: demoRep, step: agenda.Discovery,
		amount: 38_000, created: -33, since: -16, closes: 61,
		touched: -3, touch: "call", next: "Site visit in Ålesund", nextIn: 8, chance: 20, forecast: "Pipeline",
	},
	{
		name: "Museum ticketing", account: "Musée de la Forge", owner: demoRep, step: agenda.Evaluation,
		amount: 27_000, created: -56, since: -19, closes: 49,
		touched: -8, touch: "meeting", next: "Results of the trial at the east entrance", nextIn: 9, chance: 50, forecast: "Pipeline",
	},
	{
		name: "Lab inventory", account: "Białowieża Biotech", owner: demoRep, step: agenda.Qualification,
		amount: 15_000, created: -6, since: -6, closes: 83,
		touched: -1, touch: "call", next: "Send the requirements list", nextIn: 1, chance: 10, forecast: "Pipeline",
	},

	{
		name: "Ferry booking engine", account: "Skärgårdslinjen", owner: demoOther, step: agenda.Proposal,
		amount: 93_000, created: -110, since: -22, closes: 9, pushes: []int{10, 15},
		touched: -5, touch: "mail", next: "Price review with their board", nextIn: 3, chance: 75, forecast: "Commit",
	},
	{
		name: "Bakery shift planning", account: "Backstube Hölzl", owner: demoOther, step: agenda.Discovery,
		amount: 18_000, created: -41, since: -20, closes: 45,
		touched: -13, touch: "call", chance: 20, forecast: "Pipeline",
	},
	{
		name: "Quarry fleet tracking", account: "Granitos do Lima", owner: demoOther, step: agenda.Evaluation,
		amount: 56_000, created: -79, since: -31, closes: 30,
		touched: -2, touch: "meeting", next: "Second week of the trial", nextIn: 7, chance: 50, forecast: "Best Case",
	},
	{
		name: "Translation desk", account: "Überseebüro Petersen", owner: demoOther, step: agenda.Qualification,
		amount: 12_000, created: -9, since: -9, closes: 77,
		touched: -4, touch: "mail", next: "Call with procurement", nextIn: 5, chance: 10, forecast: "Pipeline",
	},
	{
		name: "Hotel revenue forecast", account: "Albergo Tre Fontane", owner: demoOther, step: agenda.Negotiation,
		amount: 47_000, created: -90, since: -17, closes: 14,
		touched: -1, touch: "call", next: "Last two contract clauses", nextIn: 1, chance: 90, forecast: "Commit",
	},
}

// demoClosed is a deal of the last eighteen months: how many days ago it
// closed, and how many it was in each stage from Qualification on. Won deals
// went through all six.
type demoClosed struct {
	name, account string
	owner         string
	won           bool
	amount        int64
	ago           int
	days          []int
}

var demoHistory = []demoClosed{
	{"Crane telemetry", "Porto de Leixinhos", demoRep, true, 58_000, 11, []int{8, 11, 17, 12, 13, 6}},
	{"Night-shift rostering", "Hôpital des Remparts", demoRep, true, 34_000, 27, []int{6, 9, 14, 10, 9, 4}},
	{"Recycling route planner", "Gemeente Oosterveld", demoRep, true, 41_000, 52, []int{12, 15, 22, 16, 11, 8}},
	{"Seed stock portal", "Semillas del Páramo", demoRep, true, 26_000, 83, []int{5, 10, 16, 9, 8, 5}},
	{"Rail yard safety", "Kolej Zachodnia", demoRep, true, 73_000, 118, []int{11, 18, 26, 20, 17, 9}},
	{"Clinic scheduling, phase one", "Clínica Buenavista", demoRep, true, 39_000, 149, []int{7, 12, 15, 11, 10, 5}},
	{"Brewery quality log", "Brauhaus Sankt Veit", demoRep, true, 21_000, 196, []int{9, 8, 13, 14, 7, 3}},
	{"Ski-lift maintenance", "Remontées du Val Noir", demoRep, true, 47_000, 248, []int{10, 13, 19, 13, 12, 7}},
	{"Textile order desk", "Fiação Ribeira", demoRep, true, 29_000, 305, []int{8, 14, 18, 12, 9, 4}},
	{"Harbour pilot rota", "Lotsenhaus Wieden", demoRep, true, 36_000, 371, []int{6, 11, 20, 17, 14, 6}},
	{"Fleet charging", "Grønn Buss", demoRep, true, 64_000, 452, []int{13, 16, 24, 18, 15, 8}},

	{"Fish auction ledger", "Lonja de Cabo Gris", demoRep, false, 33_000, 16, []int{9, 21}},
	{"Ticket resale audit", "Théâtre du Quai", demoRep, false, 18_000, 31, []int{14}},
	{"Elevator diagnostics", "Ascenseurs Mérieux", demoRep, false, 52_000, 44, []int{11, 17, 35}},
	{"Greenhouse climate", "Kas & Zonen", demoRep, false, 44_000, 66, []int{7, 19, 28, 40}},
	{"Choir festival app", "Sängerbund Aue", demoRep, false, 9_000, 79, []int{22}},
	{"Dairy collection routes", "Mleczarnia Podhale", demoRep, false, 37_000, 97, []int{10, 26}},
	{"Bus depot wash", "Linjebuss Norr", demoRep, false, 24_000, 131, []int{16, 12, 31}},
	{"Archive digitisation", "Stadtarchiv Marlow", demoRep, false, 61_000, 158, []int{8, 14, 22, 27, 33}},
	{"Pharmacy stock alerts", "Botica Santa Inés", demoRep, false, 28_000, 187, []int{13, 24}},
	{"Marina berths", "Puerto Alcázar", demoRep, false, 19_000, 219, []int{18}},
	{"Steel coil tracking", "Huta Srebrna", demoRep, false, 83_000, 262, []int{12, 20, 29, 38}},
	{"Vineyard drone survey", "Domaine Castelnau-Roux", demoRep, false, 31_000, 290, []int{9, 17}},
	{"Municipal pool passes", "Ville de Montclar", demoRep, false, 14_000, 334, []int{20, 15, 41}},
	{"Cable-car telemetry", "Seilbahn Hochegg", demoRep, false, 55_000, 389, []int{11, 22, 30}},
	{"Paper mill energy", "Papelera Urzáiz", demoRep, false, 68_000, 431, []int{14, 19, 27, 44}},
	{"Observatory bookings", "Observatorio La Quebrada", demoRep, false, 12_000, 498, []int{17}},

	{"Timber yard inventory", "Sågverket Björka", demoOther, true, 32_000, 38, []int{9, 13, 16, 12, 10, 5}},
	{"Airport lounge access", "Flughafen Weiherbach", demoOther, true, 77_000, 126, []int{12, 17, 25, 19, 16, 10}},
	{"Orchard cold store", "Pomologia Trento", demoOther, true, 25_000, 233, []int{7, 10, 14, 11, 9, 4}},
	{"Water meter readings", "Aguas de Zarzal", demoOther, true, 49_000, 402, []int{11, 14, 21, 15, 12, 7}},

	{"Cement silo levels", "Cimenterie Haute-Rive", demoOther, false, 42_000, 58, []int{13, 22, 36}},
	{"Theatre costume stock", "Opernhaus Nordau", demoOther, false, 11_000, 142, []int{19}},
	{"Parcel locker sites", "Paketti Oy", demoOther, false, 59_000, 207, []int{10, 18, 29, 36}},
	{"Salmon farm feed", "Laksefjord Havbruk", demoOther, false, 46_000, 318, []int{12, 25}},
	{"Sports hall bookings", "Polideportivo Río Seco", demoOther, false, 13_000, 470, []int{24}},
}

// demoAction is an action of last week's review.
type demoAction struct {
	deal     string // its name, "" for the whole review
	obstacle string
	text     string
	owner    string
	priority int
	due      int
	metric   string
	done     int // on which day; 0: not yet
}

var demoActions = []demoAction{
	{
		deal: "Grid telemetry rollout", obstacle: "Their security review has not started",
		text: "Book a call with their head of security", owner: demoRep, priority: 1, due: -3,
		metric: "a date for the security review stands in their calendar",
	},
	{
		deal: "Grid telemetry rollout", obstacle: "Nobody knows who signs",
		text: "Ask their finance director who signs, and by when", owner: demoManager, priority: 1, due: 4,
		metric: "signatory named in the CRM",
	},
	{
		deal: "青岚云平台扩容", obstacle: "The acceptance criteria are only in our slides",
		text: "Send the acceptance criteria for their comments", owner: demoRep, priority: 2, due: -4,
		metric: "criteria back with their changes", done: -5,
	},
	{
		deal: "Harvest planner", obstacle: "We know one person there",
		text: "Ask for an introduction to the cellar master", owner: demoRep, priority: 2, due: -3,
		metric: "a second contact in the CRM", done: -4,
	},
	{
		text: "Free Ana from the tender desk for two mornings", owner: demoManager, priority: 3, due: -4,
		metric: "two mornings in the calendar", done: -6,
	},
}

// demoAnswer is an answer to an exit question in last week's review.
type demoAnswer struct {
	deal     string
	question string
	value    agenda.Value
	evidence string
	author   string
}

var demoAnswers = []demoAnswer{
	{"Grid telemetry rollout", "open-terms", agenda.Yes, "their redline lists four terms, each with a name", demoRep},
	{"Grid telemetry rollout", "signatory", agenda.No, "the contact left in summer", demoManager},
	{"Grid telemetry rollout", "paper-fits", agenda.Unknown, "", demoRep},
	{"青岚云平台扩容", "criteria", agenda.No, "ours only, not agreed yet", demoRep},
	{"青岚云平台扩容", "criteria-met", agenda.Unknown, "", demoRep},
	{"Harvest planner", "use-case", agenda.Yes, "call with the estate manager: one plan for three cellars", demoRep},
	{"Harvest planner", "budget", agenda.Unknown, "", demoRep},
}

// demoNotes are what the two wrote last week, by deal.
var demoNotes = []struct{ deal, author, text string }{
	{"Grid telemetry rollout", demoRep, "Their new head of security wants our audit report before anything else."},
	{"Grid telemetry rollout", demoManager, "I know their finance director from the trade fair and can open that door."},
	{"Harvest planner", demoRep, "Quiet since the harvest began; they asked for patience until the grapes are in."},
}
