import type { PackageReading } from './package-tree.ts';
import { type IniValue, readIni } from './read-ini.ts';

const FILE = 'domjudge-problem.ini';

/** What DOMjudge's file beside `problem.yaml` says, or `null` where there is none. */
export function readDomjudgeIni(reading: PackageReading): ReadonlyMap<string, IniValue> | null {
  const text = reading.text(FILE);
  if (text === null) return null;
  const { values, fault } = readIni(text);
  if (fault !== undefined) reading.error('ini-syntax', FILE, fault.message, fault.line);
  return values;
}

/** Refuses judging by programs that a DOMjudge keeps and the package does not hold. */
export function refuseKeptPrograms(reading: PackageReading, customValidation: boolean): void {
  const ini = readDomjudgeIni(reading);
  const kept = [
    { key: 'special_run', own: 'run', what: 'runs programs' },
    // The package's own validator comes before it.
    ...(customValidation ? [] : [{ key: 'special_compare', own: 'compare', what: 'compares outputs' }]),
  ];
  for (const { key, own, what } of kept) {
    const stated = ini?.get(key);
    if (stated === undefined || stated.value === '' || stated.value === own) continue;
    reading.unsupported(
      'domjudge-program',
      FILE,
      `DOMjudge ${what} for this problem with "${stated.value}", which is not in the package; add it as the package's output validator and remove ${key}.`,
      stated.line,
    );
  }
}
