/**
 * Asks one at a time: what is wished while an ask is under way, however often, is asked once more when that is over. Whoever asks
 * patiently is at it for as long as a minute, and two at once would ask twice as often where nobody can answer.
 * @param ask never rejects
 */
export function createOneAtATime(ask: () => Promise<void>): () => void {
  let underWay = false;
  let wished = false;
  const askNow = () => {
    wished = underWay;
    if (underWay) return;
    underWay = true;
    void ask().then(() => {
      underWay = false;
      if (wished) askNow();
    });
  };
  return askNow;
}
