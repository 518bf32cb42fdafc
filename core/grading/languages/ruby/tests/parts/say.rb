def say(word)
  puts word
end
