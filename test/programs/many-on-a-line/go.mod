module example.com/many-on-a-line

go 1.21
