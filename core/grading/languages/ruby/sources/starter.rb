words = $stdin.read.split
n = words[0].to_i
puts n
