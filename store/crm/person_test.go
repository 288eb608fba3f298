package crm

import (
	"strings"
	"testing"
)

func TestPeople(t *testing.T) {
	for _, c := range []struct {
		name, file string
		said       Kind
		want       []Person
	}{
		{"a team", "sales_agent;manager;regional_office\nZoë Ñandú;Ōno Kenji;Nord\n;;\nŌno Kenji;;Nord\n", "",
			[]Person{{Line: 2, Name: "Zoë Ñandú", Manager: "Ōno Kenji"}, {Line: 4, Name: "Ōno Kenji"}}},
		{"users", "External_Id__c,Name,UserRole.Name,Email\nU.5,Zoë Ñandú,RVP West,zoe@example.com\n", "",
			[]Person{{Line: 2, ID: "U.5", Name: "Zoë Ñandú", Email: "zoe@example.com"}}},
		{"ids only", "External_Id__c,Manager.External_Id__c\nU.5,U.9\n", "", []Person{{Line: 2, ID: "U.5", ManagerID: "U.9"}}},
		{"names in two columns", "FirstName,LastName,Email,ManagerId,Manager.Name\nZoë,Ñandú,zoe@example.com,000000000000000AAA,\n", People,
			[]Person{{Line: 2, Name: "Zoë Ñandú", Email: "zoe@example.com"}}},
		{"in Chinese", "姓名,邮箱,直属上级\n欧阳修,xiu@example.com,王安石\n", "",
			[]Person{{Line: 2, Name: "欧阳修", Email: "xiu@example.com", Manager: "王安石"}}},
		{"what may be contacts", "Name,Email,Company\nZoë Ñandú,zoe@example.com,Lémery\n", People,
			[]Person{{Line: 2, Name: "Zoë Ñandú", Email: "zoe@example.com"}}},
		{"JSON", `[{"Id":"005A","Name":"Zoë Ñandú","ManagerId":"005B","Manager":{"Name":"Ōno Kenji"},"Email":null}]`, "",
			[]Person{{Line: 1, ID: "005A", Name: "Zoë Ñandú", Manager: "Ōno Kenji", ManagerID: "005B"}}},
	} {
		f, err := OpenReader("team", strings.NewReader(c.file), Options{Kind: c.said})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []Person
		for p, err := range f.People() {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			got = append(got, p)
		}
		if len(got) != len(c.want) {
			t.Fatalf("%s: %+v", c.name, got)
		}
		for i, p := range got {
			if p != c.want[i] {
				t.Errorf("%s: %+v, not %+v", c.name, p, c.want[i])
			}
		}
	}
}

func TestPeopleRejected(t *testing.T) {
	f, err := OpenReader("team", strings.NewReader("rep,manager\n,Ōno Kenji\nZoë,Ōno Kenji,more\nZoë,Ōno Kenji\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, err := range f.People() {
		if err != nil {
			reasons = append(reasons, err.Error())
		}
	}
	want := "line 2: it names nobody|line 3: 3 cells, and the header has 2"
	if got := strings.Join(reasons, "|"); got != want {
		t.Error(got)
	}
	if c := f.Counts(); c.Read != 3 || c.Deals != 1 || c.Rejected != 2 {
		t.Errorf("%+v", c)
	}
}
