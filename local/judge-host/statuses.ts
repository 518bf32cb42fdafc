/** Judge0's submission statuses: ids and descriptions as `GET /statuses` lists them. */
export const STATUSES = [
  { id: 1, description: 'In Queue' },
  { id: 2, description: 'Processing' },
  { id: 3, description: 'Accepted' },
  { id: 4, description: 'Wrong Answer' },
  { id: 5, description: 'Time Limit Exceeded' },
  { id: 6, description: 'Compilation Error' },
  { id: 7, description: 'Runtime Error (SIGSEGV)' },
  { id: 8, description: 'Runtime Error (SIGXFSZ)' },
  { id: 9, description: 'Runtime Error (SIGFPE)' },
  { id: 10, description: 'Runtime Error (SIGABRT)' },
  { id: 11, description: 'Runtime Error (NZEC)' },
  { id: 12, description: 'Runtime Error (Other)' },
  { id: 13, description: 'Internal Error' },
  { id: 14, description: 'Exec Format Error' },
] as const;

export const STATUS = {
  inQueue: 1,
  processing: 2,
  accepted: 3,
  wrongAnswer: 4,
  timeLimit: 5,
  compilationError: 6,
  nonZeroExit: 11,
  internalError: 13,
  execFormatError: 14,
} as const;

/** The runtime error of a program that a signal ended (SIGSEGV 11, SIGXFSZ 25, SIGFPE 8, SIGABRT 6, else Other). */
export function statusOfSignal(signal: number): number {
  return { 11: 7, 25: 8, 8: 9, 6: 10 }[signal] ?? 12;
}

/** `{id, description}` of a status id that this host set itself. */
export function describeStatus(id: number): { id: number; description: string } {
  const status = STATUSES.find((s) => s.id === id);
  if (!status) throw new Error(`no status ${id}`);
  return status;
}
