package crm

import (
	"slices"
	"strings"
)

// wording is what the vocabulary knows about the headers of one kind of file.
type wording struct {
	headers  map[string]meaning
	spelling map[string][]string // exact header → the CRMs that write it so
}

// kindRule says that a header with these names in it is one of a kind.
type kindRule struct {
	kind   Kind
	always bool     // even where the header would do for deals
	bare   bool     // the same, but not where it names the deal, its account or owner
	names  []string // folded headers
	fields []string // of the kind
}

// addKinds loads what tells the kinds of files apart.
func (v *vocabulary) addKinds() {
	for rank, row := range vocabularyRows("columns.csv", 4) {
		kind := Kind(row[0])
		w := v.columns[kind]
		if w == nil {
			w = &wording{map[string]meaning{}, map[string][]string{}}
			v.columns[kind] = w
		}
		key, m := foldHeader(row[2]), meaning{field: row[1], rank: rank}
		if old, ok := w.headers[key]; !ok {
			w.headers[key] = m
		} else if old.field != m.field {
			panic("crm: columns.csv: " + row[0] + ": " + row[2] + " is both " + old.field + " and " + m.field)
		}
		if row[3] != "" {
			w.spelling[row[2]] = append(w.spelling[row[2]], row[3])
		}
	}
	for _, row := range vocabularyRows("kinds.csv", 3) {
		r := kindRule{kind: Kind(row[0]), always: row[1] == "always", bare: row[1] == "bare"}
		for name := range strings.SplitSeq(row[2], " + ") {
			if field, ok := strings.CutPrefix(name, "@"); ok {
				r.fields = append(r.fields, field)
			} else {
				r.names = append(r.names, foldHeader(name))
			}
		}
		v.kinds = append(v.kinds, r)
	}
	for _, row := range vocabularyRows("roles.csv", 1) {
		v.deciders[fold(row[0])] = true
	}
	for _, row := range vocabularyRows("activities.csv", 2) {
		key := fold(row[1])
		if strings.HasPrefix(row[0], "in:") {
			key = foldHeader(row[1])
		}
		v.doings[key] = append(v.doings[key], row[0])
	}
}

// knows says whether a field is one of a kind of file that is not deals.
func (v *vocabulary) knows(field string) bool {
	for _, w := range v.columns {
		for _, m := range w.headers {
			if m.field == field {
				return true
			}
		}
	}
	return false
}

// kindOf says of what kind a header is that is read as one of deals: what the
// vocabulary's first fitting rule says. A header that was mapped into one of
// deals is one.
func (h *header) kindOf(mapped map[string]string) Kind {
	missing := h.missing() != ""
	if !missing && len(mapped) > 0 {
		return Deals
	}
	v := vocab()
	keys := make(map[string]bool, len(h.cells))
	for _, c := range h.cells {
		if key := foldHeader(c); key != "" {
			keys[key] = true
		}
	}
	fields := map[Kind]map[string]bool{}
	has := func(kind Kind, field string) bool {
		found := fields[kind]
		if found == nil {
			found = map[string]bool{}
			for key := range keys {
				if field, ok := mapped[key]; ok {
					found[field] = true
				} else if m, ok := v.columns[kind].headers[key]; ok {
					found[m.field] = true
				}
			}
			fields[kind] = found
		}
		return found[field]
	}
	bare := !h.has(FieldName, FieldAccount, FieldOwner)
	for _, r := range v.kinds {
		if (missing || r.always || r.bare && bare) &&
			!slices.ContainsFunc(r.names, func(key string) bool { return !keys[key] }) &&
			!slices.ContainsFunc(r.fields, func(field string) bool { return !has(r.kind, field) }) {
			return r.kind
		}
	}
	return Deals
}

// recogniseAs reads a header as one of a kind that is not deals.
func recogniseAs(kind Kind, cells []string, mapped map[string]string) *header {
	v := vocab()
	w := v.columns[kind]
	h := &header{kind: kind, cells: slices.Clone(cells)}
	found := make([]understood, len(cells))
	twins := repeated(cells)
	for i, c := range cells {
		if found[i] = v.lookIn(w.headers, c); found[i].known {
			found[i].spelled = strings.TrimSpace(c)
		}
		if field, ok := mappedTo(mapped, twins, c); ok {
			found[i] = understood{meaning: meaning{field: field, rank: -1}, known: field != FieldIgnore}
		}
	}
	h.sort(found)
	h.crm = (&vocabulary{spelling: w.spelling}).crmOf(h.fields, found)
	return h
}

// lacks says what a header of a kind that is not deals needs and has not.
func (h *header) lacks() []string {
	var list []string
	need := func(what string, fields ...string) {
		if !h.has(fields...) {
			list = append(list, what)
		}
	}
	switch h.kind {
	case Accounts:
		need("the account's name", FieldName)
	case Contacts:
		need("the contact's name", FieldName, FieldFirstName, FieldLastName, FieldEmail)
	case ContactRoles:
		need("the deal", FieldDeal, FieldDealName)
		need("the contact", FieldContact, FieldContactName, FieldFirstName, FieldLastName, FieldEmail)
	case Activities:
		need("the deal or the contact", FieldDeal, FieldDealName, FieldContact, FieldContactName, FieldEmail)
		need("a date", FieldDate, FieldDue, FieldDoneAt, FieldCreated)
	case People:
		need("the person", FieldName, FieldID, FieldEmail, FieldFirstName, FieldLastName)
	case Quotas:
		need("whose it is", FieldOwner, FieldOwnerName, FieldGoal)
		need("the amount", FieldAmount)
		need("the period", FieldStart, FieldPeriod, FieldYear)
	case History:
		need("the deal", FieldDeal, FieldDealName, FieldID)
		need("when it changed", FieldAt)
		need("what changed", FieldStage, FieldNew, FieldAmount, FieldClose)
	}
	return list
}

// StageKey is what two spellings of one stage have in common: a history's
// "appointmentscheduled" and an export's "Appointment Scheduled (Sales
// Pipeline)".
func StageKey(name string) string {
	if i := strings.LastIndexAny(name, "(（"); i > 0 && fold(name[:i]) != "" {
		name = name[:i]
	}
	return fold(name)
}
