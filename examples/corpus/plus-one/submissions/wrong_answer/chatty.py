print("The answer is", int(input()) + 1)
