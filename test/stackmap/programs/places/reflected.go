package main

import "reflect"

func reflected() {
	a := newNode("a")
	stopValue := func(label string) { stop(label) }
	reflect.ValueOf(stopValue).Call([]reflect.Value{reflect.ValueOf("reflect-call")})
	reflect.ValueOf(onStack).Call(valuesOf(a, a, a, a, a, a, a, a, a, a, a, a, 1, 2, a))
	reflect.ValueOf(byValue).Call(valuesOf(big{left: a}, 3))
	reflect.ValueOf(arrayArgument2).Call(valuesOf([2]big{{left: a}}, a, "s"))
	reflect.ValueOf(variadic).CallSlice(valuesOf("x", []*node{a}))
	reflect.ValueOf(a).MethodByName("Name").Call(nil)
	_ = reflect.ValueOf(a).Method(0).Interface().(func() string)()
	bound := reflect.ValueOf(wide{a}).MethodByName("Wide").Interface().(func(*node, [3]*node, string, big) (big, [2]*node))
	_, _ = bound(a, [3]*node{a}, "x", big{right: a})

	swapped := makeFunc[func(*node, int) (int, *node)](func(in []reflect.Value) []reflect.Value {
		stop("makefunc-1")
		return []reflect.Value{in[1], in[0]}
	})
	_, _ = swapped(a, 3)
	arrays := makeFunc[func([3]*node, string, big, float64) ([2]*node, big)](func(in []reflect.Value) []reflect.Value {
		stop("makefunc-2")
		v := in[0].Interface().([3]*node)
		return []reflect.Value{reflect.ValueOf([2]*node{v[0], v[1]}), in[2]}
	})
	_, _ = arrays([3]*node{a}, "s", big{left: a}, 2)
	none := makeFunc[func()](func([]reflect.Value) []reflect.Value { stop("makefunc-none"); return nil })
	none()
	many := makeFunc[func(a, b, c, d, e, f, g, h, i, j, k *node, x int, y any) string](func(in []reflect.Value) []reflect.Value {
		stop("makefunc-many")
		return []reflect.Value{reflect.ValueOf("x")}
	})
	_ = many(a, a, a, a, a, a, a, a, a, a, a, 1, 2)
	nested := makeFunc[func(func()) error](func(in []reflect.Value) []reflect.Value {
		in[0].Call(nil)
		return []reflect.Value{reflect.Zero(reflect.TypeOf((*error)(nil)).Elem())}
	})
	_ = nested(func() { none(); stop("makefunc-nested") })
	done := make(chan bool)
	go makeFunc[func(chan bool, [2]*node)](func(in []reflect.Value) []reflect.Value {
		stop("makefunc-goroutine")
		in[0].Interface().(chan bool) <- true
		return nil
	})(done, [2]*node{a})
	<-done
	func() {
		defer none()
		defer func() { _ = recover() }()
		makeFunc[func([2]*node)](func([]reflect.Value) []reflect.Value { panic("makefunc") })([2]*node{})
	}()
	index, _, _ := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectDefault}})
	sink = index
	for it := reflect.ValueOf(map[string]*node{"a": a}).MapRange(); it.Next(); {
		stop("reflect-map")
	}
	sort := reflect.Swapper([]*node{a, nil})
	sort(0, 1)
}

type wide struct{ p *node }

//go:noinline
func (w wide) Wide(p *node, a [3]*node, s string, b big) (big, [2]*node) {
	stop("wide-1")
	b.left = w.p
	stop("wide-2")
	return b, [2]*node{p, a[0]}
}

func valuesOf(list ...any) (values []reflect.Value) {
	for _, v := range list {
		values = append(values, reflect.ValueOf(v))
	}
	return
}

func makeFunc[F any](f func([]reflect.Value) []reflect.Value) F {
	return reflect.MakeFunc(reflect.TypeOf((*F)(nil)).Elem(), f).Interface().(F)
}
