module Say (say) where

say :: String -> IO ()
say = putStrLn
