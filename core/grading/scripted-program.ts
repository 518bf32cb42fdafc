import { LANGUAGES, type Language } from './languages/index.ts';
import { checkFileName, isOneSource } from './languages/layout.ts';
import { pickTool } from './languages/toolchain.ts';

/** What scripts may call, and the bash that finds it. */
const CALLED = Object.values<Language>(LANGUAGES).flatMap(({ scriptsCall, toolchain }) => {
  const [program] = toolchain.programs;
  if (scriptsCall === undefined || program === undefined) return [];
  return [{ names: [...new Set([scriptsCall, program])], find: pickTool(toolchain, program) }];
});

/** Leaves the tools under their names in a folder for the PATH; what the machine lacks, the script will say. */
const TOOLS = `mkdir -p tools
call() {
  [[ -n $t ]] || return
  local name
  for name; do printf '#!/bin/sh\nexec %q "$@"\n' "$t" >tools/$name; chmod +x tools/$name; done
}
${CALLED.map(({ names, find }) => `t=$(${find} 2>/dev/null; printf %s "$t"); call ${names.join(' ')}`).join('\n')}`;

/** What its scripts do is done once. */
const { headStart: _, ...withoutHeadStart } = LANGUAGES.cpp;

/**
 * A validator that its own scripts build and run: `build`, where there is one, in the program's folder, then `run`, which
 * is there or which `build` has made. Takes the limits of C++, the usual language of such programs.
 */
export const SCRIPTED: Language = {
  ...withoutHeadStart,
  layOut(source) {
    if (isOneSource(source)) throw new Error('a program with scripts has their names');
    for (const { name } of source) checkFileName(name);
    return { files: source, entry: 'run' };
  },
  compile: () => `${TOOLS}
PATH=$PWD/tools:$PATH
cd prog
chmod +x build run 2>/dev/null
if [[ -e build ]]; then ./build || exit; fi
[[ -x run ]] || { echo 'there is no executable file called run, and build left none' >&2; exit 1; }`,
  run: () => `vars[0]="PATH=$PWD/tools:$PATH"
cmd=("$PWD/prog/run")`,
};
