package crm

// SalesforceID returns the long form of an id that Salesforce wrote: its
// reports and older exports write 15 letters and digits in which case matters,
// its API appends three that make case not matter. "" for what is no such id.
//
// The three letters stand for five characters each: bit n of a letter's number
// (A to Z, then 0 to 5) says that the nth is a capital
// (developer.salesforce.com, "What are Salesforce IDs composed of?").
func SalesforceID(id string) string {
	if len(id) != 15 && len(id) != 18 {
		return ""
	}
	long := []byte(id[:15])
	for block := range 3 {
		bits := 0
		for i := range 5 {
			switch c := id[5*block+i]; {
			case 'A' <= c && c <= 'Z':
				bits |= 1 << i
			case 'a' <= c && c <= 'z', isDigit(c):
			default:
				return ""
			}
		}
		long = append(long, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits])
	}
	if len(id) == 18 && string(long[15:]) != id[15:] {
		return ""
	}
	return string(long)
}
