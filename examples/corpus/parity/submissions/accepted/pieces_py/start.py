from ones import ones

print("odd" if ones(int(input())) % 2 else "even")
