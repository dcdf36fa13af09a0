// SPDX-License-Identifier: Apache-2.0

// A suite in the candidate's own process. What is called @MARK@ bears a name that its text decides, so that it cannot
// say it. This file comes first of the package's, so the nonce is taken before any variable of the candidate's is made.
package main

import (
	@MARK@rand "crypto/rand"
	@MARK@os "os"
	@MARK@atomic "sync/atomic"
	@MARK@syscall "syscall"
	@MARK@testing "testing"
)

var @MARK@mask, @MARK@masked = @MARK@take()

func @MARK@read(n int) []byte {
	bytes := make([]byte, n)
	for have := 0; have < n; {
		got, err := @MARK@syscall.Read(3, bytes[have:])
		if err == @MARK@syscall.EINTR {
			continue
		}
		if err != nil || got == 0 {
			@MARK@os.Exit(70)
		}
		have += got
	}
	return bytes
}

func @MARK@take() (mask, masked [32]byte) {
	head := @MARK@read(4)
	hello := @MARK@read(int(head[0])<<24|int(head[1])<<16|int(head[2])<<8|int(head[3]))
	if _, err := @MARK@rand.Read(mask[:]); err != nil {
		@MARK@os.Exit(70)
	}
	key := "\"nonce\":\""
	for at := 0; at+len(key)+32 <= len(hello); at++ {
		if string(hello[at:at+len(key)]) != key {
			continue
		}
		for i := 0; i < 32; i++ {
			masked[i] = hello[at+len(key)+i] ^ mask[i]
		}
		break
	}
	for i := range hello {
		hello[i] = 0
	}
	return
}

func @MARK@write(payload []byte) {
	n := len(payload)
	frame := append([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, payload...)
	for len(frame) > 0 {
		n, err := @MARK@syscall.Write(3, frame)
		if err != nil && err != @MARK@syscall.EINTR {
			@MARK@os.Exit(70)
		}
		if n > 0 {
			frame = frame[n:]
		}
	}
}

func @MARK@matches(string, string) (bool, error) { return true, nil }

var @MARK@count int32

func @MARK@fail(what string) {
	@MARK@write([]byte("{\"kind\":\"failed\",\"type\":\"testing\",\"message\":\"" + what + "\"}"))
	@MARK@os.Exit(0)
}

// Tests are counted when they and their subtests are over, which is when their clean-ups run.
func @MARK@watch(name string, run func(*@MARK@testing.T), total int32) func(*@MARK@testing.T) {
	return func(t *@MARK@testing.T) {
		t.Cleanup(func() {
			if t.Failed() {
				@MARK@fail(name + " failed")
			}
			if t.Skipped() {
				@MARK@fail(name + " was skipped")
			}
			if @MARK@atomic.AddInt32(&@MARK@count, 1) != total {
				return
			}
			done := []byte("{\"kind\":\"done\",\"nonce\":\"--------------------------------\"}")
			for i := 0; i < 32; i++ {
				done[len(done)-34+i] = @MARK@masked[i] ^ @MARK@mask[i]
			}
			@MARK@write(done)
		})
		run(t)
	}
}

func main() {
	@MARK@os.Args = @MARK@os.Args[:1]
	tests := []@MARK@testing.InternalTest{@TESTS@}
	for i := range tests {
		tests[i].F = @MARK@watch(tests[i].Name, tests[i].F, int32(len(tests)))
	}
	@MARK@testing.Main(@MARK@matches, tests, nil, nil)
}
