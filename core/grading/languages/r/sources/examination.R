words <- scan(file('stdin'), what = character(), quiet = TRUE)
if (words[1] == 'crash') quit(status = 3)
while (words[1] == 'loop') {}
if (words[1] == 'burn') {
  # Numbers are doubles: the product is made of two that are exact.
  x <- 1
  for (i in seq_len(as.integer(words[2])))
    x <- (((x * 16838) %% 32768) * 65536 + x * 20077 + 12345) %% 2147483648
  cat(format(x, scientific = FALSE), '\n', sep = '')
} else cat(as.integer(words[2]) + as.integer(words[3]), '\n', sep = '')
