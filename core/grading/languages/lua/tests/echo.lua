local s = io.read('l')
if s == 'wrong' then print(7)
elseif s == 'spin' then while true do end
elseif s == 'sleep' then os.execute('sleep 100')
elseif s == 'hoard' then local all = {} while true do all[#all + 1] = string.rep('x', 1000000 + #all) end
elseif s == 'flood' then while true do print('the same line again and again, and no end of it') end
elseif s == 'exit3' then os.exit(3)
elseif s == 'crash' then error('crash')
else print(s) end
