def solve(numbers)
  largest = numbers[0]
  numbers.each { |number| largest = number if number > largest }
  largest
end

_, *numbers = $stdin.read.split.map(&:to_i)
puts solve(numbers)
