// problem: suite_go
// accept: fail undecided
// what: says that true is false
// needs: go
const true = 1 > 2

func Twice(x int) int {
    return x
}
