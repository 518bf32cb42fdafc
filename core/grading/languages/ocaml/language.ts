import type { Language } from '../language.ts';
import { layOutByName, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['ml'];

const toolchain: Toolchain = {
  name: 'ocaml',
  programs: ['ocamlopt', 'ocamldep', 'ocamlc'],
  imageHomes: ['ocaml-4.09.0'],
  debianPackages: ['ocaml-nox'],
  look: { for: 'programs', version: ['-version'] },
};

/** All files are linked, each behind those that it needs. */
export const language: Language = {
  id: 'ocaml',
  name: 'OCaml',
  extensions,
  headers: ['mli'],
  linked: true,
  seldom: true,
  comment: '(*',
  commentEnd: '*)',
  judge0: {
    id: 65,
    title: 'OCaml',
    sourceFile: 'main.ml',
    compile: 'ocamlc %s main.ml',
    run: './a.out',
    fits: ({ files }) => !files.some(({ content }) => /\b(?:Str|Unix)\b/.test(textOf(content))),
  },
  toolchain,
  alsoNeeds: ['gcc'],
  versions: 'made for 4.09; run on 4.13',
  manual: { file: 'any name, `.ml`', how: 'ocamlopt, with `Str` and `Unix`' },
  editor: { starter: SOURCES.ocaml['starter.ml'], grammar: 'ocaml', indent: '  ' },
  known: { source: SOURCES.ocaml['examination.ml'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout) => {
    const files = layout.files.map(({ name }) => name).filter((name) => /\.mli?$/.test(name));
    const named = files.map((name) => `'${name}'`).join(' ');
    const sorted = `${pickTool(toolchain, 'ocamldep')}
sorted=$(cd prog && "$t" -sort ${named}) || exit
`;
    return `${files.length > 1 ? sorted : `sorted=${named}\n`}${pickTool(toolchain, 'ocamlopt')}
cd prog && "$t" -w -a -I +unix -I +str unix.cmxa str.cmxa -o main $sorted`;
  },
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 4 * 1024,
  startWallMs: 0,
  runtimeProcesses: 0,
  artefactKiB: 2600,
  outOfMemory: /Out_of_memory|out of memory/,
};
