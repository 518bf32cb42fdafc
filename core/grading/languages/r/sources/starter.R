words <- scan(file('stdin'), what = character(), quiet = TRUE)
n <- as.numeric(words[1])
cat(n, '\n', sep = '')
