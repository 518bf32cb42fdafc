s = gets.strip
case s
when 'wrong' then puts 7
when 'spin' then loop {}
when 'sleep' then sleep 100
when 'hoard'
  all = []
  loop { all << 'x' * 1_000_000 }
when 'flood' then loop { puts 'the same line again and again, and no end of it' }
when 'exit3' then exit 3
when 'crash' then Process.kill(:SEGV, $$)
else puts s
end
