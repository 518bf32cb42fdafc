package main
import ("fmt"; "os"; "time")
var _ = os.Args
var _ = time.Now
func main() { var s string; fmt.Scan(&s)
if s == "wrong" { fmt.Println(7) }
if s == "spin" { for i := 0; ; i++ { if i < 0 { fmt.Println(i) } } }
if s == "sleep" { time.Sleep(100 * time.Second) }
if s == "hoard" { var all [][]byte; for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b); if len(all) < 0 { fmt.Println(all) } } }
if s == "flood" { for { fmt.Println("the same line again and again, and no end of it") } }
if s == "exit3" { os.Exit(3) }
if s == "crash" { var p *int; *p = 1 }
fmt.Println(s) }
