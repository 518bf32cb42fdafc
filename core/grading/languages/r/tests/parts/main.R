source('say.R')

say(readLines(file('stdin'), n = 1))
