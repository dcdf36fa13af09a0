// problem: roomy
// accept: fail
// needs: go
// what: files of the host by embed, and options for the C compiler and linker by cgo
package main

// #cgo CFLAGS: -fplugin=./evil.so -include /etc/shadow
// #cgo LDFLAGS: -Wl,-T,@CANARY@
// #include "@CANARY@"
import "C"
import (
	_ "embed"
	"fmt"
)

//go:embed @CANARY@
var taken string

//go:linkname exit os.runtime_beforeExit
func main() { fmt.Println(taken) }
