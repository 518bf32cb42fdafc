say <- function(word) cat(word, '\n', sep = '')
