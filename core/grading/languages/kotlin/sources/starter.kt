fun main() {
    val words = System.`in`.bufferedReader().readText().trim().split(Regex("\\s+"))
    val n = words[0].toInt()
    println(n)
}
