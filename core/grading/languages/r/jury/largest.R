solve <- function(numbers) {
  largest <- numbers[1]
  for (number in numbers) largest <- max(largest, number)
  largest
}

words <- scan(file('stdin'), quiet = TRUE)
cat(format(solve(words[-1]), scientific = FALSE), '\n', sep = '')
