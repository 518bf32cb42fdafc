/** Work to do so many times. */
interface Round {
  readonly from: number;
  readonly count: number;
}

/**
 * In a child process: makes the work from the first message, then answers each round with the processor time that it took,
 * user and system, ms. Ends with its parent.
 */
export async function answerRounds<Setup>(
  make: (setup: Setup) => Promise<(at: number, from: number) => Promise<void>>,
): Promise<void> {
  const setup = await new Promise<Setup>((resolve) =>
    process.once('message', (message) => resolve(message as Setup)),
  );
  const work = await make(setup);
  process.on('message', async ({ from, count }: Round) => {
    try {
      const before = process.cpuUsage();
      for (let at = from; at < from + count; at++) await work(at, from);
      const { user, system } = process.cpuUsage(before);
      process.send?.({ cpuMs: (user + system) / 1_000 });
    } catch (error) {
      process.send?.({ error: String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}
