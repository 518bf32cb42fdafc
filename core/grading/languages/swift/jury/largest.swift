func solve(_ numbers: [Int]) -> Int {
    var largest = numbers[0]
    for number in numbers { largest = max(largest, number) }
    return largest
}

_ = readLine()
print(solve(readLine()!.split(separator: " ").map { Int($0)! }))
