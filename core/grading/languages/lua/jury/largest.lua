local function solve(numbers)
  local largest = numbers[1]
  for _, number in ipairs(numbers) do
    largest = math.max(largest, number)
  end
  return largest
end

local numbers = {}
for i = 1, io.read('n') do
  numbers[i] = io.read('n')
end
print(solve(numbers))
