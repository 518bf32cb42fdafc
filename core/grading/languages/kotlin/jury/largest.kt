fun solve(numbers: List<Int>): Int {
    var largest = numbers[0]
    for (number in numbers) largest = maxOf(largest, number)
    return largest
}

fun main() {
    val words = System.`in`.bufferedReader().readText().trim().split(Regex("\\s+"))
    println(solve(words.drop(1).map { it.toInt() }))
}
