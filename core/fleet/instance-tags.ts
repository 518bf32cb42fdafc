/** Tag keys of everything that a stage launches; the host reads the token and the deadline from instance metadata. */
export const tagKeys = {
  stage: 'assize:stage',
  session: 'assize:session',
  round: 'assize:round',
  token: 'assize:token',
  /** ISO 8601: the host powers itself off at this time. */
  deadline: 'assize:deadline',
  /** Present on hosts of rehearsals, which alone may be ended on purpose while they judge. */
  rehearsal: 'assize:rehearsal',
} as const;
