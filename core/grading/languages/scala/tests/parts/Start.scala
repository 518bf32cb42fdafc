package exam

object Start {
  def main(args: Array[String]): Unit = Say.say(scala.io.StdIn.readLine())
}
