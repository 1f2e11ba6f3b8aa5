module frame

go 1.21
