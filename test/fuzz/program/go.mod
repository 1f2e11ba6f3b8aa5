module fuzzed

go 1.21
