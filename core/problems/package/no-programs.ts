/** What lies beside programs and is none: written for people, or left by compiling, running, editing and packing. */

const FOR_PEOPLE = /^(README|LICEN[CS]E|COPYING|NOTES?|CHANGELOG)(\.[a-z]+)?$/i;
const LEFT_FOLDERS = new Set(['__pycache__', 'node_modules', 'CMakeFiles']);
const LEFT_NAMES = new Set(['Thumbs.db', 'desktop.ini', 'a.out']);
const LEFT_ENDINGS = new Set([
  // Compilers and interpreters.
  ...['class', 'pyc', 'pyo', 'pyd', 'o', 'obj', 'exe', 'dll', 'so', 'dylib', 'a', 'lib', 'pdb', 'ilk', 'gch'],
  ...['hi', 'cmi', 'cmo', 'cmx', 'cmt', 'cmti', 'ali', 'beam', 'kexe', 'rlib', 'rmeta', 'tsbuildinfo', 'out'],
  // Editors, merges and their projects.
  ...[
    'disabled',
    'template',
    'bak',
    'orig',
    'rej',
    'swp',
    'swo',
    'tmp',
    'log',
    'iml',
    'suo',
    'user',
    'cbp',
    'vcxproj',
    'sln',
  ],
]);
/** First bytes of what linkers make: ELF, Windows, and macOS in its forms. */
const EXECUTABLES = [
  [0x7f, 0x45, 0x4c, 0x46],
  [0x4d, 0x5a],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
];

/** Whether a file, by its path, is surely no part of a program. */
export function isNoSource(path: string): boolean {
  const segments = path.split('/');
  const name = segments.at(-1) ?? '';
  const dot = name.lastIndexOf('.');
  return (
    FOR_PEOPLE.test(name) ||
    LEFT_NAMES.has(name) ||
    segments.slice(0, -1).some((folder) => LEFT_FOLDERS.has(folder) || folder.endsWith('.dSYM')) ||
    (dot > 0 && LEFT_ENDINGS.has(name.slice(dot + 1).toLowerCase()))
  );
}

/** Whether a file is the product of a linker. */
export function isExecutable(bytes: Uint8Array): boolean {
  return EXECUTABLES.some((magic) => magic.every((byte, at) => bytes[at] === byte));
}
