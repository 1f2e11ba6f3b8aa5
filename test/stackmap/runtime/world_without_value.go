// go1.21: stopTheWorld returns nothing.

package runtime

func oracleStopTheWorld() struct{} {
	stopTheWorld(stwAllGoroutinesStack)
	return struct{}{}
}

func oracleStartTheWorld(struct{}) {
	startTheWorld()
}
