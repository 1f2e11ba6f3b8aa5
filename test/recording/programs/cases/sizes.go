package main

func init() {
	// Known numbers of objects of known sizes.
	cases["sizes"] = func(args []string) {
		for i := 0; i < 200_000; i++ {
			keptInt = new(int64)
			if i%2 == 0 {
				keptNumbers = new(numbers)
			}
			if i%4 == 0 {
				kept64 = new([64]byte)
			}
			if i%10 == 0 {
				kept256 = new([32]*int)
			}
			if i%40 == 0 {
				kept1024 = new([1024]byte)
			}
			if i%200 == 0 {
				kept8192 = new([1024]*int)
			}
			if i%4000 == 0 {
				keptLarge = new([100_000]byte)
			}
		}
	}
}

var (
	keptInt     *int64
	keptNumbers *numbers
	kept64      *[64]byte
	kept256     *[32]*int
	kept1024    *[1024]byte
	kept8192    *[1024]*int
	keptLarge   *[100_000]byte
)
