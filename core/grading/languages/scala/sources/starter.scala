object Main {
  def main(args: Array[String]): Unit = {
    val words = scala.io.Source.stdin.mkString.trim.split("\\s+")
    val n = words(0).toInt
    println(n)
  }
}
