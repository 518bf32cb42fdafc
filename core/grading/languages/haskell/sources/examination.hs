{-# LANGUAGE BangPatterns #-}
import Data.Bits ((.&.))
import System.Exit (ExitCode (ExitFailure), exitWith)

burn :: Int -> Int -> Int
burn 0 !x = x
burn n !x = burn (n - 1) ((x * 1103515245 + 12345) .&. 0x7fffffff)

turn :: Int -> IO ()
turn n = if n < 0 then print n else turn ((n + 2) .&. 0xffff)

main :: IO ()
main = do
  text <- getContents
  let (word : a : b : _) = words text
  case word of
    "crash" -> exitWith (ExitFailure 3)
    "loop" -> turn 1
    "burn" -> print (burn (read a) 1)
    _ -> print (read a + read b :: Int)
