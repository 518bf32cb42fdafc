return function(word)
  print(word)
end
