import { burnAnswer } from './known-program.ts';

/*
 * The benchmark of a host's speed: work for bash alone, which every judge runs whatever the languages of a session are, so
 * that a host's figure is the same in each. CPU time, since a busy neighbour may make the work last longer and costs none of
 * it; the least of several samples, since all that disturbs a sample adds to it.
 */

const STEPS = 40_000;
const SAMPLES = 5;

/**
 * CPU ms that a host of factor 1 needs for a sample. Measured, not chosen: the least of 300 samples through the local judge
 * host on the machine that Assize was built on (two virtual cores of an AMD EPYC of family 26, both busy, bash 5.2.15 of
 * Debian 12, Linux 6.18), on 28 November 2026. No EC2 type has been measured yet, and the image of Judge0 has a bash of its own: a
 * factor in the cloud is a multiple of this machine, and hosts are compared with each other.
 */
export const REFERENCE_MS = 71;

/** Prints `speed ANSWER USER SYSTEM` a sample, times in seconds; run by bash. */
export const SPEED_SCRIPT = `TIMEFORMAT='%U %S'
burn() {
  x=1
  for ((step = 0; step < ${STEPS}; step++)); do ((x = x * 1103515245 + 12345 & 2147483647)); done
  echo "$x"
}
for ((sample = 0; sample < ${SAMPLES}; sample++)); do echo speed $({ time burn; } 2>&1); done
`;

/**
 * How much CPU time the host needs for what takes the reference 1; above 1 is slower. Undefined where a sample is missing,
 * or did other work than it was given.
 */
export function readSpeed(told: string): number | undefined {
  const samples = [...told.matchAll(/^speed (\d+) (\d+)[.,](\d{3}) (\d+)[.,](\d{3})$/gm)];
  const right = String(burnAnswer(STEPS));
  if (samples.length < SAMPLES || samples.some(([, answer]) => answer !== right)) return undefined;
  const least = Math.min(...samples.map(([, , ...took]) => toMs(took)));
  return least > 0 ? Math.round((least / REFERENCE_MS) * 1000) / 1000 : undefined;
}

const toMs = ([user = '', userMs = '', system = '', systemMs = '']: readonly string[]) =>
  (Number(user) + Number(system)) * 1000 + Number(userMs) + Number(systemMs);
