import { PRELUDE } from './bundle.ts';
import { HEAD_STARTS } from './languages/head-start.ts';
import { LANGUAGES, type Language } from './languages/index.ts';

/** How long making one language's may take, s; afterwards the host does without it. */
const PATIENCE_S = 120;

/**
 * The bash script by which a host makes ready what its compilers take, below a directory of its own ({@link HEAD_STARTS}
 * unless its first argument names another): a directory for each language, there when it is whole. What is there is left,
 * and a toolchain that is not there or fails leaves the host without.
 */
export function writeHeadStartScript(): string {
  const makes = Object.values<Language>(LANGUAGES).flatMap(({ id, headStart }) =>
    headStart === undefined ? [] : [`${id}() {\n${headStart.make}\n}\nmake ${id}\n`],
  );
  return `#!/bin/bash
${PRELUDE}umask 022
mkdir -p "\${1:-${HEAD_STARTS}}" && cd "\${1:-${HEAD_STARTS}}" || exit
# What a host left that was ended while it made one.
find . -maxdepth 1 -name '.?*' -mmin +10 -exec rm -rf {} +
make() {
  [[ -d $1 ]] && return
  local place
  place=$(mktemp -d ".$1.XXXXXX") || return
  (cd "$place" && exec timeout ${PATIENCE_S} bash -c "$(declare -f pick "$1"); $1") &&
    chmod 755 "$place" && mv -T "$place" "$1" || rm -rf "$place"
}
${makes.join('')}`;
}
