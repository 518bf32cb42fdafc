/** Where the endpoint says what it did and what it refused: level, service, sentence, facts. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  service: string,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
) => void;
