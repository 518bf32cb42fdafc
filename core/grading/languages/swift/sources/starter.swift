let words = (readLine() ?? "").split(separator: " ")
let n = Int(words[0])!
print(n)
