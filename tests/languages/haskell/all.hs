import qualified Data.ByteString as B
import Data.List (foldl')
import qualified Data.Map.Strict as M
import System.Exit

work :: Int
work = sum (zipWith (\i v -> v * (i `mod` 3)) [0 ..] (take 1000000 (tail (iterate (\x -> x * 16807 `mod` 2147483647) 1))))

hog :: [B.ByteString] -> Int -> IO ()
hog kept n = do
  let block = B.replicate (1048576 + n) 1
  block `seq` hog (block : kept) (n + 1)
  print (length kept)

spin :: Int -> IO ()
spin n = if n < 0 then print n else spin (M.foldl' (+) 0 (M.fromList [(1 :: Int, n)]))

main :: IO ()
main = do
  command <- getLine
  case command of
    "sum" -> (+) <$> readLn <*> readLn >>= (print :: Int -> IO ())
    "echo" -> getLine >>= putStrLn . (++ " → ✓")
    "work" -> print work
    "exit" -> exitWith (ExitFailure 3)
    "crash" -> error "crash"
    "spin" -> spin 1
    "hog" -> hog [] 0
    "flood" -> mapM_ putStrLn (repeat "flood")
    _ -> return ()
