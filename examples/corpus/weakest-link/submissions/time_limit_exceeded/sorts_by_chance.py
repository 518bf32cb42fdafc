import random

input()
links = list(map(int, input().split()))
while len(links) > 20 and links != sorted(links):
    random.shuffle(links)
print(min(links))
