import Say (say)

main :: IO ()
main = getLine >>= say
