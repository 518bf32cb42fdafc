# Right only if nothing of an earlier test case is left.
import os

n = int(input())
clean = True
for place in ["/tmp/trace", "/dev/shm/trace", "trace"]:
    try:
        clean = clean and not os.path.exists(place)
        with open(place, "w") as file:
            file.write("was here")
    except OSError:
        pass
print(n + 1 if clean else "dirty")
