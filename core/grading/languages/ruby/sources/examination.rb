words = $stdin.read.split
exit 3 if words[0] == 'crash'
nil while words[0] == 'loop'
if words[0] == 'burn'
  x = 1
  words[1].to_i.times { x = (x * 1_103_515_245 + 12_345) & 0x7fffffff }
  puts x
else
  puts words[1].to_i + words[2].to_i
end
