/**
 * Asks again and again until the answer is the one that is waited for. Generous: how fast something comes about is
 * not what these tests assert.
 * @throws Error with the last answer after `timeoutMs`
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  done: (answer: T) => boolean,
  timeoutMs = 180_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms in vain; last: ${JSON.stringify(answer)}`);
    await new Promise((wake) => setTimeout(wake, 200));
  }
}
