object Main {
  def solve(numbers: Array[Int]): Int = {
    var largest = numbers(0)
    for (number <- numbers) largest = math.max(largest, number)
    largest
  }

  def main(args: Array[String]): Unit = {
    val words = scala.io.Source.stdin.mkString.trim.split("\\s+")
    println(solve(words.drop(1).map(_.toInt)))
  }
}
