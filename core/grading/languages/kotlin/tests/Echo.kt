fun main() {
    val s = readLine()!!.trim()
    if (s == "wrong") println(7)
    if (s == "spin") { var i = 0L; while (true) { i++; if (i < 0) println(i) } }
    if (s == "sleep") Thread.sleep(100000)
    if (s == "hoard") { val all = ArrayList<LongArray>(); while (true) all.add(LongArray(1000000)) }
    if (s == "flood") while (true) println("the same line again and again, and no end of it")
    if (s == "exit3") System.exit(3)
    if (s == "crash") throw IllegalStateException("crash")
    println(s)
}
