import Control.Concurrent (threadDelay)
import Control.Monad (forever)
import Data.Bits ((.&.))
import Data.Word (Word8)
import Foreign (fillBytes, mallocBytes, poke)
import System.Exit (ExitCode (ExitFailure), exitWith)

turn :: Int -> IO ()
turn n = if n < 0 then print n else turn ((n + 2) .&. 0xffff)

main :: IO ()
main = do
  s <- getLine
  case s of
    "wrong" -> print 7
    "spin" -> turn 1
    "sleep" -> threadDelay 100000000
    "hoard" -> forever (mallocBytes 1000000 >>= \p -> fillBytes p 1 1000000 >> poke p (1 :: Word8))
    "flood" -> forever (putStrLn "the same line again and again, and no end of it")
    "exit3" -> exitWith (ExitFailure 3)
    "crash" -> error "crash"
    _ -> putStrLn s
