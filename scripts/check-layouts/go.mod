module example.com/check-layouts

go 1.21
