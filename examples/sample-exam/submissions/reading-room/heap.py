import heapq
import sys

lines = sys.stdin.read().splitlines()
visits = sorted(tuple(map(int, line.split())) for line in lines[1:])
present = []
best, minute = 0, 0
for arrival, departure in visits:
    while present and present[0] <= arrival:
        heapq.heappop(present)
    heapq.heappush(present, departure)
    if len(present) > best:
        best, minute = len(present), arrival
print(best, minute)
