import Foundation

let words = readLine()!.split(separator: " ")
if words[0] == "crash" { exit(3) }
var turns = 0
while words[0] == "loop" { turns = (turns + 2) & 0xffff }
if words[0] == "burn" {
    var x = 1
    for _ in 0..<Int(words[1])! { x = (x * 1103515245 + 12345) & 0x7fffffff }
    print(x)
} else {
    print(Int(words[1])! + Int(words[2])! + turns)
}
