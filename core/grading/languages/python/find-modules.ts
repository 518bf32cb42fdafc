import { wordsOf } from '../../../exam/words.ts';

/** Modules of Python's own that code which calls other people's may need; one that is missing here is taken for theirs. */
const OWN = new Set(
  wordsOf(`__future__ abc argparse array ast asyncio atexit base64 bisect builtins cmath codecs collections
    contextlib copy csv ctypes dataclasses datetime decimal dis enum errno faulthandler fcntl fileinput fractions
    functools gc getpass glob hashlib heapq importlib inspect io itertools json linecache locale logging math
    multiprocessing numbers operator os pathlib pickle pprint queue random re resource select shutil signal socket
    stat statistics string struct subprocess sys sysconfig tempfile textwrap threading time timeit tokenize trace
    traceback types typing unittest uuid warnings weakref zlib
    numpy scipy`),
);

const IMPORT =
  /^[ \t]*(?:import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)|from[ \t]+([\w.]+)[ \t]+import\b)/gm;

/** The modules that a source imports and that Python does not bring, by their first names, each once. */
export function findModules(source: string): readonly string[] {
  const found = new Set<string>();
  for (const [, names = '', from] of source.matchAll(IMPORT))
    for (const name of from === undefined ? names.split(',') : [from]) {
      const [module] = name.trim().split(/[\s.]/, 1);
      if (module !== undefined && module !== '' && !OWN.has(module)) found.add(module);
    }
  return [...found];
}
