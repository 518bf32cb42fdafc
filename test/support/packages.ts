import type { Fault } from '../../core/problems/package/fault.ts';
import type { PackageFile, PackageTree } from '../../core/problems/package/package-tree.ts';
import { readPackage } from '../../core/problems/package/read-package.ts';

/** A package tree of these files; `null` takes a file of the base away. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array | null>>): PackageTree {
  const entries = Object.entries(files).flatMap(([path, content]): PackageFile[] => {
    if (content === null) return [];
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return [{ path, bytes: bytes.length, kind: 'file', read: () => bytes }];
  });
  return { files: entries, faults: [] };
}

/** A small package without any fault, in the 2025-09 format. */
export const SOUND: Readonly<Record<string, string>> = {
  'problem.yaml': [
    'problem_format_version: 2025-09',
    'name: Twice',
    'uuid: 0f6a0d2c-1d8f-4f5e-8f49-b0a2b1a4c001',
    'credits: Somebody',
    'license: cc by-sa',
    'limits:',
    '  time_limit: 1',
    '',
  ].join('\n'),
  'statement/problem.en.md': 'Print twice the number.\n',
  'data/sample/1.in': '1\n',
  'data/sample/1.ans': '2\n',
  'data/secret/01.in': '5\n',
  'data/secret/01.ans': '10\n',
  'data/secret/02.in': '7\n',
  'data/secret/02.ans': '14\n',
  'input_validators/validate.py': 'import sys\nsys.exit(42)\n',
  'submissions/accepted/twice.py': 'print(2 * int(input()))\n',
};

/** The same in the legacy format. */
export const SOUND_LEGACY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(SOUND).filter(([path]) => !path.startsWith('statement/'))),
  'problem.yaml': 'name: Twice\nauthor: Somebody\nlicense: cc by-sa\n',
  'domjudge-problem.ini': "timelimit='1.5'\n",
  'problem_statement/problem.en.tex': '\\problemname{Twice}\nPrint twice the number.\n',
};

/** Faults of the sound package with these changes, as `severity code file:line`. */
export function faultsWith(
  changes: Readonly<Record<string, string | Uint8Array | null>>,
  base = SOUND,
): string[] {
  return readPackage(treeOf({ ...base, ...changes })).faults.map(formatShort);
}

function formatShort({ severity, code, file, line }: Fault): string {
  return `${severity} ${code} ${file}${line === undefined ? '' : `:${line}`}`;
}
