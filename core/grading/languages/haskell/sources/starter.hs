main :: IO ()
main = do
  text <- getContents
  let n = read (head (words text)) :: Int
  print n
