package exam

fun main() = say(readLine()!!)
