import sys

# Builds each line by putting letters in front, all of it anew for each.
for line in sys.stdin:
    mirrored = []
    for letter in line.strip():
        mirrored = [letter] + mirrored
    print("".join(mirrored))
