// SPDX-License-Identifier: Apache-2.0

// Calls one function of the candidate's and sends plain data back. Arguments are read by the types of its parameters. The
// expected value is not in this process.
package main

import (
	@MARK@base64 "encoding/base64"
	@MARK@fmt "fmt"
	@MARK@math "math"
	@MARK@big "math/big"
	@MARK@os "os"
	@MARK@reflect "reflect"
	@MARK@runtime "runtime"
	@MARK@strconv "strconv"
	@MARK@strings "strings"
	@MARK@syscall "syscall"
	@MARK@utf8 "unicode/utf8"
)

type @MARK@reader struct {
	bytes []byte
	at    int
}

type @MARK@mismatch struct{ what string }
type @MARK@refusal struct{ kind, what string }

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

func (r *@MARK@reader) field() string {
	start := r.at
	for r.bytes[r.at] != ';' {
		r.at++
	}
	r.at++
	return string(r.bytes[start : r.at-1])
}

func (r *@MARK@reader) count() int {
	n, _ := @MARK@strconv.Atoi(r.field())
	return n
}

func (r *@MARK@reader) block() []byte {
	n := r.count()
	r.at += n
	return r.bytes[r.at-n : r.at]
}

func @MARK@bad(kind byte, t @MARK@reflect.Type) {
	panic(@MARK@mismatch{@MARK@fmt.Sprintf("an argument of kind %c for a parameter of type %v", kind, t)})
}

var @MARK@bigType = @MARK@reflect.TypeOf(@MARK@big.Int{})

func (r *@MARK@reader) integer(v @MARK@reflect.Value) {
	text := r.field()
	fits := false
	switch v.Kind() {
	case @MARK@reflect.Int, @MARK@reflect.Int8, @MARK@reflect.Int16, @MARK@reflect.Int32, @MARK@reflect.Int64:
		n, err := @MARK@strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		fits = err == nil
	case @MARK@reflect.Uint, @MARK@reflect.Uint8, @MARK@reflect.Uint16, @MARK@reflect.Uint32, @MARK@reflect.Uint64:
		n, err := @MARK@strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
		fits = err == nil
	case @MARK@reflect.Float32, @MARK@reflect.Float64:
		n, err := @MARK@strconv.ParseFloat(text, 64)
		v.SetFloat(n)
		fits = err == nil
	case @MARK@reflect.Interface:
		n, err := @MARK@strconv.Atoi(text)
		if err == nil {
			v.Set(@MARK@reflect.ValueOf(n))
		} else {
			b, _ := new(@MARK@big.Int).SetString(text, 10)
			v.Set(@MARK@reflect.ValueOf(b))
		}
		fits = true
	default:
		if v.Type() == @MARK@bigType {
			_, fits = v.Addr().Interface().(*@MARK@big.Int).SetString(text, 10)
		} else {
			@MARK@bad('I', v.Type())
		}
	}
	if !fits {
		panic(@MARK@mismatch{"the integer " + text + " for a parameter that cannot hold it"})
	}
}

func (r *@MARK@reader) floating(v @MARK@reflect.Value) {
	n, _ := @MARK@strconv.ParseFloat(r.field(), 64)
	switch v.Kind() {
	case @MARK@reflect.Float32, @MARK@reflect.Float64:
		v.SetFloat(n)
	case @MARK@reflect.Interface:
		v.Set(@MARK@reflect.ValueOf(n))
	default:
		@MARK@bad('D', v.Type())
	}
}

func (r *@MARK@reader) text(v @MARK@reflect.Value) {
	bytes := r.block()
	switch {
	case v.Kind() == @MARK@reflect.String:
		v.SetString(string(bytes))
	case v.Kind() == @MARK@reflect.Int32 && @MARK@utf8.RuneCount(bytes) == 1:
		c, _ := @MARK@utf8.DecodeRune(bytes)
		v.SetInt(int64(c))
	case v.Kind() == @MARK@reflect.Uint8 && len(bytes) == 1:
		v.SetUint(uint64(bytes[0]))
	case v.Kind() == @MARK@reflect.Slice && v.Type().Elem().Kind() == @MARK@reflect.Uint8:
		v.SetBytes(append([]byte(nil), bytes...))
	case v.Kind() == @MARK@reflect.Slice && v.Type().Elem().Kind() == @MARK@reflect.Int32:
		v.Set(@MARK@reflect.ValueOf([]rune(string(bytes))).Convert(v.Type()))
	case v.Kind() == @MARK@reflect.Interface:
		v.Set(@MARK@reflect.ValueOf(string(bytes)))
	default:
		@MARK@bad('S', v.Type())
	}
}

func (r *@MARK@reader) list(kind byte, v @MARK@reflect.Value) {
	n := r.count()
	switch {
	case v.Kind() == @MARK@reflect.Slice:
		v.Set(@MARK@reflect.MakeSlice(v.Type(), n, n))
		for i := 0; i < n; i++ {
			r.value(v.Index(i))
		}
	case v.Kind() == @MARK@reflect.Array && v.Len() == n:
		for i := 0; i < n; i++ {
			r.value(v.Index(i))
		}
	case v.Kind() == @MARK@reflect.Map: // A set is a map to bool or struct{}.
		v.Set(@MARK@reflect.MakeMap(v.Type()))
		for i := 0; i < n; i++ {
			key, there := @MARK@reflect.New(v.Type().Key()).Elem(), @MARK@reflect.New(v.Type().Elem()).Elem()
			r.value(key)
			if there.Kind() == @MARK@reflect.Bool {
				there.SetBool(true)
			}
			v.SetMapIndex(key, there)
		}
	case v.Kind() == @MARK@reflect.Interface:
		items := make([]interface{}, n)
		for i := range items {
			r.value(@MARK@reflect.ValueOf(items).Index(i))
		}
		v.Set(@MARK@reflect.ValueOf(items))
	default:
		@MARK@bad(kind, v.Type())
	}
}

func (r *@MARK@reader) mapping(v @MARK@reflect.Value) {
	n := r.count()
	target := v
	if v.Kind() == @MARK@reflect.Interface {
		target = @MARK@reflect.ValueOf(&map[interface{}]interface{}{}).Elem()
	} else if v.Kind() != @MARK@reflect.Map {
		@MARK@bad('M', v.Type())
	}
	t := target.Type()
	target.Set(@MARK@reflect.MakeMapWithSize(t, n))
	for i := 0; i < n; i++ {
		key, item := @MARK@reflect.New(t.Key()).Elem(), @MARK@reflect.New(t.Elem()).Elem()
		r.value(key)
		r.value(item)
		target.SetMapIndex(key, item)
	}
	v.Set(target)
}

func (r *@MARK@reader) value(v @MARK@reflect.Value) {
	if v.Kind() == @MARK@reflect.Ptr && r.bytes[r.at] != 'N' {
		v.Set(@MARK@reflect.New(v.Type().Elem()))
		r.value(v.Elem())
		return
	}
	kind := r.bytes[r.at]
	r.at++
	switch kind {
	case 'N':
		switch v.Kind() {
		case @MARK@reflect.Ptr, @MARK@reflect.Interface, @MARK@reflect.Slice, @MARK@reflect.Map:
		default:
			@MARK@bad(kind, v.Type())
		}
	case 'T', 'F':
		if v.Kind() == @MARK@reflect.Interface {
			v.Set(@MARK@reflect.ValueOf(kind == 'T'))
		} else if v.Kind() == @MARK@reflect.Bool {
			v.SetBool(kind == 'T')
		} else {
			@MARK@bad(kind, v.Type())
		}
	case 'I':
		r.integer(v)
	case 'D':
		r.floating(v)
	case 'S', 'B':
		r.text(v)
	case 'L', 'P', 'E':
		r.list(kind, v)
	case 'M':
		r.mapping(v)
	default:
		@MARK@bad(kind, v.Type())
	}
}

type @MARK@writer struct {
	out    @MARK@strings.Builder
	budget int
}

func (w *@MARK@writer) add(text string) {
	w.budget -= len(text)
	if w.budget < 0 {
		panic(@MARK@refusal{"too_large", "more than the output limit"})
	}
	w.out.WriteString(text)
}

func @MARK@quote(text string) string {
	var out @MARK@strings.Builder
	out.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			out.WriteByte('\\')
			out.WriteRune(c)
		case c < 0x20:
			out.WriteString(@MARK@fmt.Sprintf("\\u%04x", c))
		default:
			out.WriteRune(c)
		}
	}
	return out.String() + "\""
}

func (w *@MARK@writer) floating(f float64, bits int) {
	switch {
	case @MARK@math.IsNaN(f):
		w.add("{\"$float\":\"nan\"}")
	case @MARK@math.IsInf(f, 1):
		w.add("{\"$float\":\"inf\"}")
	case @MARK@math.IsInf(f, -1):
		w.add("{\"$float\":\"-inf\"}")
	default:
		text := @MARK@strconv.FormatFloat(f, 'g', -1, bits)
		if !@MARK@strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		w.add(text)
	}
}

func (w *@MARK@writer) items(v @MARK@reflect.Value, depth int) {
	w.add("[")
	for i := 0; i < v.Len(); i++ {
		if i > 0 {
			w.add(",")
		}
		w.value(v.Index(i), depth+1)
	}
	w.add("]")
}

func (w *@MARK@writer) mapping(v @MARK@reflect.Value, depth int) {
	isSet := v.Type().Elem().Kind() == @MARK@reflect.Struct && v.Type().Elem().NumField() == 0
	if isSet {
		w.add("{\"$set\":[")
	} else {
		w.add("{\"$dict\":[")
	}
	for i, key := range v.MapKeys() {
		if i > 0 {
			w.add(",")
		}
		if isSet {
			w.value(key, depth+2)
			continue
		}
		w.add("[")
		w.value(key, depth+3)
		w.add(",")
		w.value(v.MapIndex(key), depth+3)
		w.add("]")
	}
	w.add("]}")
}

func (w *@MARK@writer) value(v @MARK@reflect.Value, depth int) {
	if depth > 200 {
		panic(@MARK@refusal{"too_large", "nested deeper than 200 levels"})
	}
	if !v.IsValid() {
		w.add("null")
		return
	}
	switch v.Kind() {
	case @MARK@reflect.Bool:
		w.add(@MARK@strconv.FormatBool(v.Bool()))
	case @MARK@reflect.Int, @MARK@reflect.Int8, @MARK@reflect.Int16, @MARK@reflect.Int32, @MARK@reflect.Int64:
		w.add(@MARK@strconv.FormatInt(v.Int(), 10))
	case @MARK@reflect.Uint, @MARK@reflect.Uint8, @MARK@reflect.Uint16, @MARK@reflect.Uint32, @MARK@reflect.Uint64:
		w.add(@MARK@strconv.FormatUint(v.Uint(), 10))
	case @MARK@reflect.Float32:
		w.floating(v.Float(), 32)
	case @MARK@reflect.Float64:
		w.floating(v.Float(), 64)
	case @MARK@reflect.String:
		if @MARK@utf8.ValidString(v.String()) {
			w.add(@MARK@quote(v.String()))
		} else {
			w.add("{\"$bytes\":\"" + @MARK@base64.StdEncoding.EncodeToString([]byte(v.String())) + "\"}")
		}
	case @MARK@reflect.Slice, @MARK@reflect.Array:
		if v.Type().Elem().Kind() == @MARK@reflect.Uint8 && v.Kind() == @MARK@reflect.Slice {
			w.add("{\"$bytes\":\"" + @MARK@base64.StdEncoding.EncodeToString(v.Bytes()) + "\"}")
			return
		}
		w.items(v, depth)
	case @MARK@reflect.Map:
		w.mapping(v, depth)
	case @MARK@reflect.Interface:
		w.value(v.Elem(), depth)
	case @MARK@reflect.Ptr:
		if v.IsNil() {
			w.add("null")
		} else if v.Type().Elem() == @MARK@bigType {
			w.add(v.Interface().(*@MARK@big.Int).String())
		} else {
			w.value(v.Elem(), depth+1)
		}
	default:
		panic(@MARK@refusal{"not_plain", v.Type().String()})
	}
}

func @MARK@send(nonce, body string) {
	payload := []byte("{\"nonce\":\"" + nonce + "\"," + body + "}")
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

func @MARK@raised(name string, isBuiltin bool, message string) string {
	clean := @MARK@strings.Map(func(c rune) rune {
		if c < 0x20 || c > 0x7e {
			return ' '
		}
		return c
	}, message)
	if len(clean) > 500 {
		clean = clean[:500]
	}
	return @MARK@fmt.Sprintf("\"kind\":\"raised\",\"type\":%s,\"builtin\":%v,\"message\":%s,\"line\":0", @MARK@quote(name), isBuiltin,
		@MARK@quote(clean))
}

// A panic of the runtime's is named runtime.Error, another one panic; an error that is returned behind the result is
// named error.
func @MARK@call(r *@MARK@reader, budget int, wantsArg0 bool) (body string) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case @MARK@mismatch:
			body = @MARK@raised("TypeError", false, e.what)
		case @MARK@refusal:
			body = "\"kind\":\"" + e.kind + "\",\"what\":" + @MARK@quote(e.what)
		case @MARK@runtime.Error:
			body = @MARK@raised("runtime.Error", true, e.Error())
		default:
			body = @MARK@raised("panic", true, @MARK@fmt.Sprint(e))
		}
	}()
	f := @MARK@reflect.ValueOf(@CALLEE@)
	t := f.Type()
	r.at++
	n := r.count()
	if n != t.NumIn() && !(t.IsVariadic() && n >= t.NumIn()-1) {
		panic(@MARK@mismatch{@MARK@fmt.Sprintf("%d arguments for %d parameters", n, t.NumIn())})
	}
	args := make([]@MARK@reflect.Value, n)
	for i := range args {
		in := t
		var it @MARK@reflect.Type
		if t.IsVariadic() && i >= in.NumIn()-1 {
			it = in.In(in.NumIn() - 1).Elem()
		} else {
			it = in.In(i)
		}
		args[i] = @MARK@reflect.New(it).Elem()
		r.value(args[i])
	}
	var first @MARK@reflect.Value
	if n > 0 {
		first = args[0]
	}
	results := f.Call(args)
	if n := len(results); n > 0 {
		if err, ok := results[n-1].Interface().(error); ok && err != nil {
			return @MARK@raised("error", true, err.Error())
		}
		if results[n-1].Type().String() == "error" {
			results = results[:n-1]
		}
	}
	w := @MARK@writer{budget: budget}
	w.add("\"kind\":\"value\",\"value\":")
	switch len(results) {
	case 0:
		w.add("null")
	case 1:
		w.value(results[0], 1)
	default:
		w.add("{\"$tuple\":[")
		for i, result := range results {
			if i > 0 {
				w.add(",")
			}
			w.value(result, 3)
		}
		w.add("]}")
	}
	if wantsArg0 {
		w.add(",\"arg0\":")
		w.value(first, 1)
	}
	return w.out.String()
}

func main() {
	head := @MARK@read(4)
	r := &@MARK@reader{bytes: @MARK@read(int(head[0])<<24 | int(head[1])<<16 | int(head[2])<<8 | int(head[3]))}
	@MARK@os.Args = @MARK@os.Args[:1]
	nonce := r.field()
	budget := r.count()
	wantsArg0 := r.field() == "1"
	r.block()
	@MARK@send(nonce, @MARK@call(r, budget, wantsArg0))
	@MARK@send(nonce, "\"kind\":\"done\"")
	@MARK@os.Exit(0)
}
