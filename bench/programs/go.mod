module example.com/allocpath-bench

go 1.21
