# Counts a visitor as present at the minute of leaving.
data = list(map(int, open(0).read().split()))
events = []
for i in range(data[0]):
    events.append((data[1 + 2 * i], 0))
    events.append((data[2 + 2 * i], 1))
events.sort()
present = best = minute = 0
for at, leaves in events:
    present += -1 if leaves else 1
    if present > best:
        best, minute = present, at
print(best, minute)
