# One entry for every minute that the log can name.
data = list(map(int, open(0).read().split()))
change = [0] * (10**9 + 1)
for i in range(data[0]):
    change[data[1 + 2 * i]] += 1
    change[data[2 + 2 * i]] -= 1
present = best = minute = 0
for t, step in enumerate(change):
    present += step
    if present > best:
        best, minute = present, t
print(best, minute)
