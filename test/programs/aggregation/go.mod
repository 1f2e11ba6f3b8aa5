module example.com/aggregation

go 1.21
