/** How submissions are spread over the time in which they come. */
export type Curve = 'steady' | 'exam' | 'flash';
export const CURVES: readonly Curve[] = ['steady', 'exam', 'flash'];

/** Somebody submits at a time. */
export interface Arrival {
  /** ms after the load begins. */
  readonly atMs: number;
  /** From 0. */
  readonly user: number;
}

/**
 * Shares of the submissions by shares of the time, each a straight line to the next: an assumption about exams (reading
 * first, half of everything in the last sixth), and a flash that is over after a tenth of the time.
 */
const SHAPES: Readonly<Record<Curve, readonly (readonly [time: number, submissions: number])[]>> = {
  steady: [[1, 1]],
  exam: [
    [1 / 3, 0.1],
    [5 / 6, 0.5],
    [1, 1],
  ],
  flash: [[0.1, 1]],
};

/**
 * When which user submits, in order of time. Everybody submits as often as everybody else, give or take one; each
 * arrival lies by chance in its own stretch of the curve, so that a plan is as dense as its curve everywhere. The same
 * random numbers give the same plan. Pure.
 */
export function planArrivals(load: {
  readonly users: number;
  readonly submissions: number;
  readonly durationMs: number;
  readonly curve: Curve;
  /** 0 to 1 */
  readonly random: () => number;
}): readonly Arrival[] {
  const { users, submissions, durationMs, curve, random } = load;
  let order: number[] = [];
  return Array.from({ length: submissions }, (_, at) => {
    if (order.length === 0) order = shuffle(users, random);
    const share = (at + random()) / submissions;
    return { atMs: Math.floor(timeOf(curve, share) * durationMs), user: order.pop()! };
  });
}

/** By when, as a share of the time, so much has come. */
function timeOf(curve: Curve, share: number): number {
  let [time, submissions] = [0, 0];
  for (const [nextTime, nextSubmissions] of SHAPES[curve]) {
    if (share <= nextSubmissions)
      return time + ((share - submissions) / (nextSubmissions - submissions)) * (nextTime - time);
    [time, submissions] = [nextTime, nextSubmissions];
  }
  return time;
}

function shuffle(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
