#<read
#>
import re
path = sys.argv[1]
source, program = read_program(path)
if program is None:
    os.execv(sys.executable, [sys.executable, path])
import atexit
PURE = set('array bisect cmath collections copy datetime decimal fractions functools heapq io itertools math numbers operator queue random re statistics string sys threading time typing'.split())
for names in re.findall(rb'^[ \t]*(?:import|from)[ \t]+([\w, \t]+)', source, re.M):
    for name in re.findall(r'\w+', names.decode('ascii', 'ignore'))[:8]:
        if name in PURE:
            __import__(name)
#<serve
#>
limit = sys.getrecursionlimit() + 4

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
