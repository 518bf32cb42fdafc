object Main {
  def main(args: Array[String]): Unit = {
    val words = scala.io.StdIn.readLine().split(" ")
    if (words(0) == "crash") sys.exit(3)
    var turns = 0
    while (words(0) == "loop") turns += 1
    if (words(0) == "burn") {
      var x = 1
      var i = words(1).toInt
      while (i > 0) { x = (x * 1103515245 + 12345) & 0x7fffffff; i -= 1 }
      println(x)
    } else println(words(1).toInt + words(2).toInt + turns)
  }
}
