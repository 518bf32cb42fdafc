import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process told apart from a later one with its pid. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startTime: string;
  readonly command: string;
}

/** Every process of this machine that lives now (a zombie does not), as far as it shows itself. */
export function listProcesses(): SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
}

/** A process and all that descend from it. */
export function listDescendants(root: number): SeenProcess[] {
  const all = listProcesses();
  const known = new Set([root]);
  for (let size = 0; size !== known.size; ) {
    size = known.size;
    for (const { pid, parent } of all) if (known.has(parent)) known.add(pid);
  }
  return all.filter(({ pid }) => known.has(pid));
}

/** Which of these still live, as themselves. */
export function stillAlive(processes: readonly SeenProcess[]): SeenProcess[] {
  return processes.filter(({ pid, startTime }) => readProcess(pid)[0]?.startTime === startTime);
}

/** Processes other than this one that have to do with a folder: by command line, environment, or where they stand. */
export function listProcessesOf(folder: string): SeenProcess[] {
  const read = (pid: number, file: string) => attempt(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
  return listProcesses().filter(
    ({ pid, command }) =>
      pid !== process.pid &&
      (command.includes(folder) ||
        read(pid, 'environ').includes(folder) ||
        attempt(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(folder)),
  );
}

function readProcess(pid: number): SeenProcess[] {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // Counted behind the name in brackets, which may hold spaces: state, parent, ..., start time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || fields[0] === 'Z' || fields[0] === 'X') return [];
  const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .replaceAll('\0', ' ')
    .trim();
  return [{ pid, parent: Number(fields[1]), startTime: fields[19] ?? '', command }];
}

/** Processes end while they are looked at. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
