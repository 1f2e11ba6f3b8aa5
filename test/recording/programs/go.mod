module recording

go 1.21
