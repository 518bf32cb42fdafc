import kotlin.system.exitProcess

fun main() {
    val words = readLine()!!.split(" ")
    if (words[0] == "crash") exitProcess(3)
    var turns = 0
    while (words[0] == "loop") turns++
    if (words[0] == "burn") {
        var x = 1
        for (i in 1..words[1].toInt()) x = (x * 1103515245 + 12345) and 0x7fffffff
        println(x)
    } else println(words[1].toInt() + words[2].toInt() + turns)
}
