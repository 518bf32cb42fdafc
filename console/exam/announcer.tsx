/** What is said to screen readers, each time anew. */
export interface Said {
  readonly polite: string;
  readonly urgent: string;
  readonly count: number;
}

/** Live regions that are there before anything is said in them; what they say is not seen. */
export function Announcer({ said }: { said: Said }) {
  // A trailing space that comes and goes: the same words twice are two announcements.
  const mark = said.count % 2 === 0 ? '' : '\u00a0';
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {said.polite === '' ? '' : said.polite + mark}
      </p>
      <p class="unseen" role="alert" aria-live="assertive">
        {said.urgent === '' ? '' : said.urgent + mark}
      </p>
    </>
  );
}
