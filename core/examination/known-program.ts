/*
 * Each language has one known program. Its input says what it does, so that one judge call shows a right answer, a wrong
 * one, a crash, an endless loop and the host's speed:
 *
 *     add A B   prints A + B
 *     crash     exits with 3
 *     loop      never ends
 *     burn N    prints what N steps of x -> 1103515245 x + 12345 (mod 2^31) make of 1
 */

/** What no compiler of any language takes. */
export const BROKEN_PROGRAM = 'this is ( no program in any language @@@\n';

/** What `burn N` prints. */
export function burnAnswer(steps: number): number {
  let x = 1;
  for (let step = 0; step < steps; step++) x = (Math.imul(x, 1_103_515_245) + 12_345) & 0x7fffffff;
  return x;
}

/** Tells the machine's architecture, and whether a program can open a connection to anywhere; run by bash. */
export const EGRESS_SCRIPT = `echo "machine $HOSTTYPE"
for target in 1.1.1.1/443 169.254.169.254/80; do
  if timeout 2 bash -c "exec 3<>/dev/tcp/$target" 2>/dev/null; then echo "open $target"; else echo "closed $target"; fi
done
`;
