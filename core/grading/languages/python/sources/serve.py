import ctypes, gc, os, sys
libc = ctypes.PyDLL(None)
prctl = libc.prctl
if prctl(4, 0, 0, 0, 0) != 0:
    os._exit(97)
CLONE = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]
CLONE_PARENT_AND_SIGCHLD, NOTHING = ctypes.c_long(0x8011), ctypes.c_long(0)
TOLD_OF_FORKS = {'threading', 'random'}
def fork():
    plain = TOLD_OF_FORKS.isdisjoint(sys.modules)
    if not plain:
        ctypes.pythonapi.PyOS_BeforeFork()
    pid = libc.syscall(ctypes.c_long(CLONE), CLONE_PARENT_AND_SIGCHLD, NOTHING, NOTHING, NOTHING, NOTHING)
    if plain:
        return pid
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    return pid

def read_some(size):
    part = os.read(3, min(size, 1 << 20))
    if not part:
        os._exit(0)
    return part

def serve(run):
    gc.collect()
    gc.freeze()
    os.write(4, b'READY\n')
    while True:
        data = b''
        while b'\n' not in data:
            data += read_some(65536)
        line, _, data = data.partition(b'\n')
        token, size = line.split()
        parts, left = [data], int(size) - len(data)
        while left > 0:
            parts.append(read_some(left))
            left -= len(parts[-1])
        data = b''.join(parts)
        del parts
        child = fork()
        if child == 0:
            os.setpgid(0, 0)
            prctl(4, 1, 0, 0, 0)
            os.write(4, b'%s P %d\n' % (token, os.getpid()))
            os.close(3)
            run(token, data)
        if child < 0:
            os._exit(97)
        del data
