/**
 * Python that reads and compiles the file `path`, or ends with 98 (supervisor/src/supervisor.h) and the compiler's words.
 * A file that is no text in its encoding is not compiled: it is the interpreter's to refuse. Python 3.8 runs it.
 */
export const PYTHON_READ = `import os, sys
def is_text(path, source):
    try:
        source.decode()
        return True
    except UnicodeDecodeError:
        import tokenize
    try:
        with tokenize.open(path) as file:
            file.read()
        return True
    except (SyntaxError, UnicodeError, LookupError):
        return False

def read_program(path):
    with open(path, "rb") as file:
        source = file.read()
    if not is_text(path, source):
        return source, None
    try:
        return source, compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
        if isinstance(error, SyntaxError):
            error.filename = os.path.basename(path)
        import traceback
        sys.stderr.write("".join(traceback.format_exception_only(type(error), error)))
        sys.stderr.flush()
        os._exit(98)
`;

/** Compiles the program that it is given, and no more. */
export const PYTHON_CHECK = `${PYTHON_READ}read_program(sys.argv[1])
`;

/**
 * Python that serves test cases on descriptors 3 and 4 (supervisor/src/server.c is the other end): `serve(run)` forks for
 * each, and the child calls run(token, input) and ends. The server hides itself (it is not dumpable) and forks by
 * CLONE_PARENT: the child is the supervisor's own, to reap and measure, and costs one fork instead of two. `os.fork`
 * cannot do that; what it does around the call is public API, a third of the cost of forking, and left out where no
 * module that wants to know of forks is loaded: then there is one thread, and it holds every lock. Python 3.8 runs it.
 */
export const PYTHON_SERVE = `import ctypes, gc, os, sys
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
    os.write(4, b'READY\\n')
    while True:
        data = b''
        while b'\\n' not in data:
            data += read_some(65536)
        line, _, data = data.partition(b'\\n')
        token, size = line.split()
        parts, left = [data], int(size) - len(data)
        while left > 0:
            parts.append(read_some(left))
            left -= len(parts[-1])
        data = b''.join(parts)
        del parts
        child = fork()
        if child == 0:
            prctl(4, 1, 0, 0, 0)
            os.write(4, b'%s P %d\\n' % (token, os.getpid()))
            os.close(3)
            run(token, data)
        if child < 0:
            os._exit(97)
        del data
`;

/**
 * The Python program that serves whole Python programs: the interpreter starts once, compiles the program once and
 * imports what it imports from the standard library; the child runs the program with the input as stdin (mode FORK_STDIO).
 *
 * The child has neither of the server's descriptors: a test case can reach neither the server nor another test case.
 */
export const PYTHON_FORK_SERVER = `${PYTHON_READ}import re
path = sys.argv[1]
source, program = read_program(path)
if program is None:
    os.execv(sys.executable, [sys.executable, path])
import atexit
PURE = set('array bisect cmath collections copy datetime decimal fractions functools heapq io itertools math numbers operator queue random re statistics string sys threading time typing'.split())
for names in re.findall(rb'^[ \\t]*(?:import|from)[ \\t]+([\\w, \\t]+)', source, re.M):
    for name in re.findall(r'\\w+', names.decode('ascii', 'ignore'))[:8]:
        if name in PURE:
            __import__(name)
${PYTHON_SERVE}limit = sys.getrecursionlimit() + 4

def run(token, data):
    os.close(4)
    memory = os.memfd_create('input')
    view = memoryview(data)
    while view:
        view = view[os.write(memory, view):]
    os.lseek(memory, 0, 0)
    os.dup2(memory, 0)
    os.close(memory)
    del view, data
    sys.stdin = sys.__stdin__ = open(0, encoding=sys.stdin.encoding, errors=sys.stdin.errors, closefd=False)
    main = type(sys)('__main__')
    main.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.modules['__main__'] = main
    sys.argv = [path]
    sys.setrecursionlimit(limit)
    code = 0
    try:
        exec(program, main.__dict__)
    except SystemExit as end:
        code = end.code
        if code is None:
            code = 0
        elif not isinstance(code, int):
            print(code, file=sys.stderr)
            code = 1
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    try:
        if 'threading' in sys.modules:
            sys.modules['threading']._shutdown()
        atexit._run_exitfuncs()
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except BaseException:
        code = code or 120
    try:
        if sys.stderr is not None and not sys.stderr.closed:
            sys.stderr.flush()
    finally:
        os._exit(code & 255)

serve(run)
`;
