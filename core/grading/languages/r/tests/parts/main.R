here <- dirname(sub('^--file=', '', grep('^--file=', commandArgs(), value = TRUE)))
source(file.path(here, 'say.R'))

say(readLines(file('stdin'), n = 1))
