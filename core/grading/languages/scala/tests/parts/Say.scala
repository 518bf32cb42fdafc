package exam

object Say {
  def say(word: String): Unit = println(word)
}
