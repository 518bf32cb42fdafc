import Foundation

let s = readLine()!
var turns = 0
switch s {
case "wrong": print(7)
case "spin": while turns >= 0 { turns = (turns + 2) & 0xffff }
case "sleep": sleep(100)
case "hoard":
    var all: [[Int]] = []
    while turns >= 0 { all.append([Int](repeating: all.count, count: 100000)) }
case "flood": while turns >= 0 { print("the same line again and again, and no end of it") }
case "exit3": exit(3)
case "crash": print([Int]()[turns])
default: print(s)
}
