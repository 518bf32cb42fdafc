say(readLine()!)
