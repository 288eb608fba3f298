package agenda

// Count writes a number of things with commas between thousands: "6,084".
func Count(n int) string { return Money{Minor: int64(n) * 100, Currency: NoCurrency}.String() }

// Counted writes a number of things with what they are, which takes an s:
// "1 deal", "6,084 deals".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}
