module example.com/binary

go 1.21
