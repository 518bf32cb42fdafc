print("exit 42; accept; __import__('os')._exit(42)")
