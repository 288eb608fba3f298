package crm

import (
	"slices"
	"strings"
	"testing"
)

func TestOwnerInSeveralColumns(t *testing.T) {
	for _, c := range []struct {
		header, row string
		owner       string
		also        []string
	}{
		{"Name,StageName,Owner.Name,OwnerId,Owner.Email", "Hull sensors,Prospecting,Zoë Ñandú,005A,zoe@example.com",
			"Zoë Ñandú", []string{"005A", "zoe@example.com"}},
		{"Deal Name,Deal Owner,Deal Owner.id,Stage", "Hull sensors,Zoë Ñandú,zcrm_77,Qualification", "Zoë Ñandú", []string{"zcrm_77"}},
		{"deal name,stage,rep,rep_email", "Hull sensors,Proposal,Zoë,zoe@example.com", "Zoë", []string{"zoe@example.com"}},
		{"商机名称,阶段,负责人,负责人邮箱", "船体传感器,谈判,欧阳修,xiu@example.com", "欧阳修", []string{"xiu@example.com"}},
		{"Topic,Sales Stage,_ownerid_value,_ownerid_value@OData.Community.Display.V1.FormattedValue", "Hull sensors,Propose,6f1c-22,Zoë Ñandú", "Zoë Ñandú", []string{"6f1c-22"}},
		// Somebody else: the account's owner, the owner's manager.
		{"Name,StageName,Opportunity Owner,Account Owner,Owner Role", "Hull sensors,Prospecting,Zoë Ñandú,Ōno Kenji,East", "Zoë Ñandú", nil},
		{"Name,StageName,OwnerId", "Hull sensors,Prospecting,005A", "005A", nil},
		{"Name,StageName,Owner.Name,OwnerId", "Hull sensors,Prospecting,Zoë Ñandú,", "Zoë Ñandú", nil},
	} {
		f, err := OpenReader("deals.csv", strings.NewReader(c.header+"\n"+c.row+"\n"), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.header, err)
			continue
		}
		for d, err := range f.Rows() {
			if err != nil || d.Owner != c.owner || !slices.Equal(d.OwnerAlso, c.also) {
				t.Errorf("%s: %q and %q, %v", c.header, d.Owner, d.OwnerAlso, err)
			}
		}
	}
}

// What a person left out stays out.
func TestOwnerColumnIgnored(t *testing.T) {
	f, err := OpenReader("deals.csv", strings.NewReader("Name,StageName,Owner.Name,OwnerId\nHull sensors,Prospecting,Zoë,005A\n"),
		Options{Map: map[string]string{"OwnerId": FieldIgnore}})
	if err != nil {
		t.Fatal(err)
	}
	for d := range f.Rows() {
		if d.OwnerAlso != nil {
			t.Errorf("%q", d.OwnerAlso)
		}
	}
}

func TestSharesInNames(t *testing.T) {
	for cell, want := range map[string]string{
		"Zoë Ñandú; Ōno Kenji":             "Zoë Ñandú|Ōno Kenji",
		"Zoë Ñandú 60%;Ōno Kenji (40 %); ": "Zoë Ñandú|Ōno Kenji",
		"Zoë Ñandú: 33.3%; Agent 7":        "Zoë Ñandú|Agent 7",
		"Ñandú, Zoë - 50 %":                "Ñandú, Zoë",
		" ;; ":                             "",
	} {
		if got := strings.Join(splitNames(cell), "|"); got != want {
			t.Errorf("%q: %q, not %q", cell, got, want)
		}
	}
}
