import { readdirSync, readFileSync } from 'node:fs';

/** Fields of `/proc/PID/stat`, counted behind the command's name. */
const PARENT = 1;
const OWN_TICKS = [11, 12];
/** Of children that have ended and were waited for. */
const REAPED_TICKS = [13, 14];
/** Linux tells processor time in hundredths of a second (USER_HZ) on every machine that Node runs on. */
const MS_PER_TICK = 10;

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly ownTicks: number;
  readonly reapedTicks: number;
}

/** Processor time of processes and of all that ever ran below them. */
export interface ProcessorReading {
  /** ms by role. */
  readonly byRole: ReadonlyMap<string, number>;
}

/**
 * Reads the processor time of the processes below one, by what each is. A process counts for the nearest above it (or
 * itself) that `roleOf` names, together with those that it has waited for; what ended right below the root had a role of
 * its own, and is left out. Linux alone: elsewhere nothing is read.
 */
export function readProcessorTime(
  root: { readonly pid: number; readonly role: string },
  roleOf: (pid: number, commandLine: string) => string | undefined,
): ProcessorReading {
  const rows = readRows();
  const byRole = new Map<string, number>();
  const visit = (row: ProcessRow, above: string) => {
    const isRoot = row.pid === root.pid;
    const role = isRoot ? root.role : (roleOf(row.pid, readCommandLine(row.pid)) ?? above);
    const ticks = row.ownTicks + (isRoot ? 0 : row.reapedTicks);
    byRole.set(role, (byRole.get(role) ?? 0) + ticks * MS_PER_TICK);
    for (const child of rows) if (child.parent === row.pid) visit(child, role);
  };
  const first = rows.find(({ pid }) => pid === root.pid);
  if (first !== undefined) visit(first, root.role);
  return { byRole };
}

/** What was used between two readings, ms by role, the most first. A role whose processes have ended counts as before. */
export function usedBetween(before: ProcessorReading, after: ProcessorReading) {
  return [...after.byRole]
    .map(([who, cpuMs]) => ({ who, cpuMs: Math.max(0, cpuMs - (before.byRole.get(who) ?? 0)) }))
    .filter(({ cpuMs }) => cpuMs > 0)
    .sort((a, b) => b.cpuMs - a.cpuMs);
}

function readRows(): ProcessRow[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const sumOf = (places: readonly number[]) =>
        places.reduce((sum, place) => sum + (fields[place] ?? 0), 0);
      return [
        {
          pid: Number(name),
          parent: fields[PARENT] ?? 0,
          ownTicks: sumOf(OWN_TICKS),
          reapedTicks: sumOf(REAPED_TICKS),
        },
      ];
    } catch {
      // It has ended since.
      return [];
    }
  });
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
