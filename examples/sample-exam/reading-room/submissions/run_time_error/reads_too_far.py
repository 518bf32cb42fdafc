data = open(0).read().split()
count = int(data[0])
visits = [(int(data[2 * i]), int(data[2 * i + 1])) for i in range(1, count + 1)]
print(len(visits), visits[0][0])
