package exam

fun say(word: String) = println(word)
