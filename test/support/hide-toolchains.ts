import { spawnSync } from 'node:child_process';

/** Hides the programs in a mount namespace of its own, then becomes the command that follows. */
const HIDE = `
IFS=:
for place in /usr/local/bin /usr/bin /bin $PATH; do
  for name in g++ javac java python3; do
    real=$(readlink -f "$place/$name") && [ -f "$real" ] && mount --bind /dev/null "$real"
  done
done
unset IFS
exec "$@"`;

/**
 * What runs a command as if this machine had no compiler for C++ and Java and no Python; undefined where that cannot
 * be had (it needs root).
 */
export function hideToolchains(): readonly string[] | undefined {
  const within = ['unshare', '--mount', '--propagation', 'private', '/bin/bash', '-c', HIDE, 'hide'];
  const [program = '', ...leading] = within;
  const tried = spawnSync(program, [...leading, '/bin/bash', '-c', 'python3 -c 1; test $? -eq 126']);
  return tried.status === 0 ? within : undefined;
}
