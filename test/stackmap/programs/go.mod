module stackmap

go 1.21
