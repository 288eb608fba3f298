package crm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"halfhour/agenda"
)

// layout is where each field stands in a row and how its cells are read.
type layout struct {
	id, name, account, owner, pipeline, stage, status int
	isClosed, isWon, isLost, isDeleted, isActive      int
	amount, amountActual, currency, close             int
	created, stageSince, lastActivity, activityKind   int
	nextStep, nextStepDate, probability, forecast     int
	contactCount, closeMoves                          int
	product, recordType, modified                     int
	amounts                                           []otherAmount // in other currencies
	coOwners, closeActuals, extra                     []int         // several columns, each of which may say it
	ownerAlso                                         []int         // what the owner is called in other columns
	contacts                                          []int
	entered                                           []enteredColumn
	width, least                                      int // cells that the header has, and that a row needs
	dates                                             map[int]dateStyle
	money, moneyActual                                moneyStyle
	toOne                                             bool
	home                                              string // currency of amounts that name none
	taken                                             string // what a symbol means that may mean several
	told                                              string // the same, as somebody said who was asked
	yuan                                              bool   // the header is in simplified Chinese
	staged                                            bool   // for want of stages the words of the status are stages
	kind                                              Kind
	columns                                           map[string][]int          // by field, the best first, of kinds that are not deals
	worths                                            map[int]moneyStyle        // by column, of the values of a history
	said                                              map[[2]string]agenda.Step // pipeline and stage → step, by a person
	mended                                            bool                      // the file is one of rejected rows, mended
	reason                                            int
}

// bind turns what was found out into columns to read.
func (f *File) bind(s *survey, o Options) error {
	h := f.header
	h.settle(func(field string, column int) bool { return s.filled[column] })
	at := func(field string) int {
		if i, ok := h.at[field]; ok {
			return i
		}
		return -1
	}
	l := layout{
		id: at(FieldID), name: at(FieldName), account: at(FieldAccount), owner: at(FieldOwner),
		pipeline: at(FieldPipeline), stage: at(FieldStage), status: at(FieldStatus),
		isClosed: at(FieldIsClosed), isWon: at(FieldIsWon), isLost: at(FieldIsLost), isDeleted: at(FieldIsDeleted), isActive: at(FieldIsActive),
		amount: at(FieldAmount), amountActual: at(FieldAmountActual), currency: at(FieldCurrency),
		close: at(FieldClose), created: at(FieldCreated),
		stageSince: at(FieldStageSince), lastActivity: at(FieldLastActivity), activityKind: at(FieldActivityKind),
		nextStep: at(FieldNextStep), nextStepDate: at(FieldNextStepDate),
		probability: at(FieldProbability), forecast: at(FieldForecast), product: at(FieldProduct), recordType: at(FieldRecordType),
		modified: at(FieldModified), contactCount: at(FieldContactCount), closeMoves: at(FieldCloseMoves),
		coOwners: h.options[FieldCoOwner], closeActuals: h.options[FieldCloseActual], extra: h.options[FieldExtra],
		kind: h.kind, columns: h.options,
		width:  len(h.cells),
		reason: slices.Index(h.cells, reasonHeader),
	}
	if h.kind == Deals {
		l.contacts, l.entered = h.options[FieldContact], vocab().enteredColumns(h.cells, h.options[FieldEntered])
	}
	for _, c := range l.contacts {
		h.fields[c] = FieldContact
	}
	for _, e := range l.entered {
		h.fields[e.column] = FieldEntered
	}
	if h.kind != Deals { // a row takes the first column of a field that it fills
		for field, columns := range h.options {
			for _, c := range columns {
				h.fields[c] = field
			}
		}
	}
	if h.kind == History && l.tellsChanges() {
		for i, field := range h.fields {
			if slices.Contains(current, field) {
				h.fields[i] = ""
			}
		}
	}
	l.mended = l.reason >= 0
	l.currency = l.currencyColumn(s, h.options[FieldCurrency])
	l.ownerAlso = h.ownerColumns(l.owner, o.Map)
	for _, c := range l.ownerAlso {
		h.fields[c] = FieldOwner
	}
	for _, c := range l.coOwners {
		h.fields[c] = FieldCoOwner
	}
	for _, c := range l.closeActuals {
		h.fields[c] = FieldCloseActual
	}
	for _, c := range l.extra {
		h.fields[c] = FieldExtra
	}
	var err error
	book, _ := f.format.(*workbook)
	if l.dates, err = s.dateStyles(o.Dates, o.Ask, h.cells, book != nil && book.is1904); err != nil {
		return err
	}
	typed := f.format.typed()
	if l.amount >= 0 {
		l.money = s.amounts[l.amount].style(typed)
		l.money.exp = h.found[l.amount].exp
	}
	l.amounts = l.otherAmounts(s, h, typed)
	if l.amountActual >= 0 {
		l.moneyActual = s.amounts[l.amountActual].style(typed)
		l.moneyActual.exp = h.found[l.amountActual].exp
	}
	if book != nil && l.amount >= 0 {
		book.addSymbols(s.amounts[l.amount], f.row, l.amount)
	}
	if l.probability >= 0 {
		l.toOne = !s.chances[l.probability].over
	}
	if h.kind == History { // the deal will say which currency it is
		l.home = cmp.Or(h.currency, o.Currency, agenda.NoCurrency)
		l.worths = map[int]moneyStyle{}
		for c, t := range s.amounts {
			l.worths[c] = t.style(typed)
		}
	} else if l.home, err = l.homeCurrency(s, h, o); err != nil {
		return err
	}
	if t := s.newest[l.modified]; t != nil {
		f.modified = t.newest(l.dates[l.modified])
	}
	l.least = l.leastCells(s, h)
	f.unknown = s.stages.unknown(l.stage, l.status)
	l.staged = l.stage < 0 && s.stages != nil && s.stages.staged[l.status]
	f.layout = l
	f.columns = make([]Column, len(h.cells))
	for i, c := range h.cells {
		f.columns[i] = Column{Header: c, Field: h.fields[i], Samples: s.samples[i]}
	}
	return nil
}

// leastCells is how many cells a row needs: all up to the last one that is
// read. Where the program that wrote the file plainly leaves out empty cells at
// the end of a row, up to those that name the deal and its stage.
func (l *layout) leastCells(s *survey, h *header) int {
	last := -1
	for i, field := range h.fields {
		if field == FieldName || field == FieldStage || field == FieldStatus || field != "" && !s.trims() {
			last = i
		}
	}
	return last + 1
}

// otherAmount is a column of amounts in one currency, beside one in another.
type otherAmount struct {
	column int
	style  moneyStyle
	code   string
}

// otherAmounts returns the columns that hold the amount of those deals that
// have none in the first: "Amount (USD)", "Amount (EUR)".
func (l *layout) otherAmounts(s *survey, h *header, typed bool) []otherAmount {
	if l.amount < 0 || h.found[l.amount].currency == "" {
		return nil
	}
	var list []otherAmount
	for _, c := range h.options[FieldAmount] {
		if code := h.found[c].currency; code != "" && code != h.found[l.amount].currency {
			style := s.amounts[c].style(typed)
			style.exp = h.found[c].exp
			list = append(list, otherAmount{c, style, code})
			h.fields[c] = FieldAmount
		}
	}
	return list
}

// homeCurrency decides what an amount is in that does not say: what the
// header or the spreadsheet's number format names, else the person's. Where a
// symbol stands for several currencies, one of these, a column or the person's
// home currency has to tell.
func (l *layout) homeCurrency(s *survey, h *header, o Options) (string, error) {
	l.taken = o.Home
	home := cmp.Or(h.currency, l.shownCurrency(s), o.Currency)
	script := scriptCurrency(h.cells)
	l.yuan = script == "CNY"
	for _, column := range []int{l.amount, l.amountActual} {
		if column < 0 || l.currency >= 0 {
			continue
		}
		t := s.amounts[column]
		if symbol := h.found[column].symbol; symbol != "" {
			codes := vocab().symbols[symbol]
			t.symbols[symbol] = codes
			if home == "" && slices.Contains(codes, o.Home) {
				home = o.Home
			}
			if l.yuanSign(symbol) && !slices.Contains(codes, home) { // what the person says is for amounts that the file leaves open
				home = script
			}
		}
		for _, symbol := range slices.Sorted(maps.Keys(t.symbols)) {
			codes := t.symbols[symbol]
			if len(codes) == 1 || slices.Contains(codes, home) || slices.Contains(codes, o.Home) || slices.Contains(codes, l.told) || l.yuanSign(symbol) {
				continue
			}
			doubt := CurrencyDoubt{Column: h.cells[column], Symbol: symbol, Codes: firstOf(codes, script), Samples: s.samples[column]}
			if o.Ask == nil || l.told != "" {
				return "", doubt
			}
			var err error
			if l.told, err = o.Ask.Currency(doubt); err != nil {
				return "", err
			}
			if !slices.Contains(codes, l.told) {
				return "", doubt
			}
			if home == "" || symbol == h.found[column].symbol || slices.Contains(t.shown, symbol) {
				home = l.told // of all amounts, not of those with the symbol alone
			}
		}
		if len(t.shown) > 1 {
			return "", fmt.Errorf("%w: %q shows %s, and only its number formats tell which; add a column Currency",
				ErrCurrency, h.cells[column], strings.Join(t.shown, " and "))
		}
	}
	return cmp.Or(home, agenda.NoCurrency), nil
}

// yuanSign says whether a symbol is of the yuan for sure: 元 is Taiwan's too,
// where nobody writes simplified Chinese.
func (l *layout) yuanSign(symbol string) bool { return l.yuan && symbol == "元" }

// currencyColumn passes over columns of currencies that hold ids, as some CRMs
// export beside or instead of names.
func (l *layout) currencyColumn(s *survey, columns []int) int {
	for _, c := range append([]int{l.currency}, columns...) {
		if c >= 0 && !slices.ContainsFunc(s.samples[c], func(cell string) bool { return !currencyID(cell) }) && s.filled[c] {
			continue
		}
		return c
	}
	return -1
}

// currencyID says whether a cell is the number of a currency in a CRM.
func currencyID(cell string) bool { return digits(strings.TrimPrefix(cell, "-")) >= 0 }

// shownCurrency is the one currency that a spreadsheet's number formats name.
func (l *layout) shownCurrency(s *survey) string {
	if l.amount < 0 || len(s.amounts[l.amount].shown) != 1 {
		return ""
	}
	codes := s.amounts[l.amount].symbols[s.amounts[l.amount].shown[0]]
	if len(codes) != 1 {
		return ""
	}
	return codes[0]
}

func anyOf(codes []string) string {
	if len(codes) > 4 {
		return strings.Join(codes[:4], ", ") + " or another"
	}
	return strings.Join(codes[:len(codes)-1], ", ") + " or " + codes[len(codes)-1]
}

func (l *layout) covers(field string) bool {
	switch field {
	case FieldID:
		return l.id >= 0
	case FieldName, FieldStatus:
		return true
	case FieldAccount:
		return l.account >= 0
	case FieldOwner:
		return l.owner >= 0
	case FieldCoOwner:
		return len(l.coOwners) > 0
	case FieldPipeline:
		return l.pipeline >= 0
	case FieldStage:
		return l.stage >= 0 || l.staged
	case FieldAmount:
		return l.amount >= 0 || l.amountActual >= 0
	case FieldCurrency:
		return l.currency >= 0
	case FieldClose:
		return l.close >= 0 || len(l.closeActuals) > 0
	case FieldCreated:
		return l.created >= 0
	case FieldStageSince:
		return l.stageSince >= 0 || len(l.entered) > 0
	case FieldLastActivity:
		return l.lastActivity >= 0
	case FieldActivityKind:
		return l.activityKind >= 0
	case FieldNextStep:
		return l.nextStep >= 0
	case FieldNextStepDate:
		return l.nextStepDate >= 0
	case FieldProbability:
		return l.probability >= 0
	case FieldForecast:
		return l.forecast >= 0
	case FieldModified:
		return l.modified >= 0
	case FieldContactCount:
		return l.contactCount >= 0
	case FieldCloseMoves:
		return l.closeMoves >= 0
	case FieldExtra:
		return len(l.extra) > 0
	}
	return false
}
