package main
import ("fmt"; "os")
func solve(numbers []int, word string) int64 {
  if word == "wrong" { return 7 }
  for i := 0; word == "spin"; i++ { if i < 0 { fmt.Println(i) } }
  if word == "crash" { var p *int; *p = 1 }
  if word == "exit" { os.Exit(3) }
  var all [][]byte
  for word == "hoard" { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }
  if word == "print" { fmt.Println("5"); fmt.Fprintln(os.Stderr, "6") }
  var total int64
  for _, n := range numbers { total += int64(n) }
  return total
}
