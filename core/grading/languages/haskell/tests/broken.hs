main :: IO ()
main = print (missing + 1)
