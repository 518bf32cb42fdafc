import { fillParts } from '../fill.ts';
import { SOURCES } from '../packed.ts';

/**
 * Python that reads and compiles the file `path`, or ends with 98 (supervisor/src/supervisor.h) and the compiler's words.
 * A file that is no text in its encoding is not compiled: it is the interpreter's to refuse. Python 3.8 runs it.
 */
export const READER = SOURCES.python['read.py'];

/**
 * Python that serves test cases on descriptors 3 and 4 (supervisor/src/server.c is the other end): `serve(run)` forks for
 * each, and the child calls run(token, input) and ends. The server hides itself (it is not dumpable) and forks by
 * CLONE_PARENT: the child is the supervisor's own, to reap and measure, and costs one fork instead of two. `os.fork`
 * cannot do that; what it does around the call is public API, a third of the cost of forking, and left out where no
 * module that wants to know of forks is loaded: then there is one thread, and it holds every lock. Python 3.8 runs it.
 */
export const SERVER = SOURCES.python['serve.py'];

/**
 * The Python program that serves whole Python programs: the interpreter starts once, compiles the program once and
 * imports what it imports from the standard library; the child runs the program with the input as stdin (mode FORK_STDIO).
 *
 * The child has neither of the server's descriptors: a test case can reach neither the server nor another test case.
 */
export const FORK_SERVER = fillParts(SOURCES.python['fork_server.py'], { read: READER, serve: SERVER });
