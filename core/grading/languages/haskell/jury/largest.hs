solve :: [Int] -> Int
solve numbers = foldl max (numbers !! 0) numbers

main :: IO ()
main = do
  text <- getContents
  print (solve (map read (tail (words text))))
