local word, a, b = io.read('a'):match('(%S+)%s+(%S+)%s+(%S+)')
if word == 'crash' then
  os.exit(3)
end
while word == 'loop' do
end
if word == 'burn' then
  local x = 1
  for _ = 1, tonumber(a) do
    x = (x * 1103515245 + 12345) & 0x7fffffff
  end
  print(x)
else
  print(tonumber(a) + tonumber(b))
end
