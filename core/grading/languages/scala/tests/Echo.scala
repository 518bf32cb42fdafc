object Echo extends App {
  val s = scala.io.StdIn.readLine().trim
  if (s == "wrong") println(7)
  if (s == "spin") { var i = 0L; while (true) { i += 1; if (i < 0) println(i) } }
  if (s == "sleep") Thread.sleep(100000)
  if (s == "hoard") { val all = new scala.collection.mutable.ListBuffer[Array[Long]]; while (true) all += new Array[Long](1000000) }
  if (s == "flood") while (true) println("the same line again and again, and no end of it")
  if (s == "exit3") sys.exit(3)
  if (s == "crash") throw new IllegalStateException("crash")
  println(s)
}
