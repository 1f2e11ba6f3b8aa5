// Since go1.22: stopTheWorld returns what startTheWorld wants.

package runtime

func oracleStopTheWorld() worldStop {
	return stopTheWorld(stwAllGoroutinesStack)
}

func oracleStartTheWorld(stop worldStop) {
	startTheWorld(stop)
}
