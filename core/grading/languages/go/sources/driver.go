package main

import (
	assizeIO "io"
	assizeOS "os"
	assizeConv "strconv"
)

//<records
type Sample struct {
	Small int
	Large int64
	Real float64
	Flag bool
	Word string
	Grid [][]int
}
//>

type assizeInput struct {
	data []byte
	at   int
}

func (in *assizeInput) word(stop byte) string {
	from := in.at
	for in.data[in.at] != stop {
		in.at++
	}
	in.at++
	return string(in.data[from : in.at-1])
}
func (in *assizeInput) count(stop byte) int { n, _ := assizeConv.Atoi(in.word(stop)); return n }
func (in *assizeInput) integer() int64     { n, _ := assizeConv.ParseInt(in.word(' '), 10, 64); return n }
func (in *assizeInput) float() float64     { x, _ := assizeConv.ParseFloat(in.word(' '), 64); return x }
func (in *assizeInput) text() string {
	n := in.count(':')
	s := string(in.data[in.at : in.at+n])
	in.at += n + 1
	return s
}
func assizeItoa(n int) string { return assizeConv.Itoa(n) }
func assizeAppendInt(out []byte, n int64) []byte { return append(assizeConv.AppendInt(out, n, 10), ' ') }
func assizeAppendFloat(out []byte, x float64) []byte {
	return append(assizeConv.AppendFloat(out, x, 'g', -1, 64), ' ')
}

// Another solve is told with both types.
//<solve
var assizeSolve func(Sample, []Sample) Sample = solve
//>

func assizeAnswer(in *assizeInput) []byte {
	var out []byte
//<call
	var p0 Sample
	p0.Small = int(in.integer()); p0.Large = in.integer(); p0.Real = in.float(); p0.Flag = in.word(' ') == "1"; p0.Word = in.text(); { n1 := in.count(' '); p0.Grid = make([][]int, n1); for i1 := range p0.Grid { { n2 := in.count(' '); p0.Grid[i1] = make([]int, n2); for i2 := range p0.Grid[i1] { p0.Grid[i1][i2] = int(in.integer()) } } } }
	var p1 []Sample
	{ n0 := in.count(' '); p1 = make([]Sample, n0); for i0 := range p1 { p1[i0].Small = int(in.integer()); p1[i0].Large = in.integer(); p1[i0].Real = in.float(); p1[i0].Flag = in.word(' ') == "1"; p1[i0].Word = in.text(); { n2 := in.count(' '); p1[i0].Grid = make([][]int, n2); for i2 := range p1[i0].Grid { { n3 := in.count(' '); p1[i0].Grid[i2] = make([]int, n3); for i3 := range p1[i0].Grid[i2] { p1[i0].Grid[i2][i3] = int(in.integer()) } } } } } }
	var result Sample = assizeSolve(p0, p1)
	out = assizeAppendInt(out, int64(result.Small)); out = assizeAppendInt(out, int64(result.Large)); out = assizeAppendFloat(out, result.Real); if result.Flag { out = append(out, "1 "...) } else { out = append(out, "0 "...) }; out = append(out, assizeItoa(len(result.Word))...); out = append(out, ':'); out = append(out, result.Word...); out = append(out, ' '); out = assizeAppendInt(out, int64(len(result.Grid))); for _, v1 := range result.Grid { out = assizeAppendInt(out, int64(len(v1))); for _, v2 := range v1 { out = assizeAppendInt(out, int64(v2)) } }
//>
	return out
}

func main() {
	requests, answers := assizeOS.NewFile(3, "requests"), assizeOS.NewFile(4, "answers")
	answers.Write([]byte("READY\n"))
	one := make([]byte, 1)
	for {
		line := ""
		for {
			if _, err := assizeIO.ReadFull(requests, one); err != nil {
				assizeOS.Exit(0)
			}
			if one[0] == '\n' {
				break
			}
			line += string(one)
		}
		token := line[:16]
		size, _ := assizeConv.Atoi(line[17:])
		data := make([]byte, size)
		if _, err := assizeIO.ReadFull(requests, data); err != nil {
			assizeOS.Exit(0)
		}
		result := assizeAnswer(&assizeInput{data, 0})
		answers.Write(append([]byte(token+" "+assizeItoa(len(result))+"\n"), result...))
	}
}
