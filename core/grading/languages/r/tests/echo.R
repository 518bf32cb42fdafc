s <- readLines(file('stdin'), n = 1)
if (s == 'wrong') { cat('7\n')
} else if (s == 'spin') { while (TRUE) {}
} else if (s == 'sleep') { Sys.sleep(100)
} else if (s == 'hoard') { all <- list(); while (TRUE) all[[length(all) + 1]] <- rnorm(100000)
} else if (s == 'flood') { while (TRUE) cat('the same line again and again, and no end of it\n')
} else if (s == 'exit3') { quit(status = 3)
} else if (s == 'crash') { stop('crash')
} else cat(s, '\n', sep = '')
