import type { FunctionName } from './function-names.ts';

/** A question that is asked of the logs on exam day, with the query of CloudWatch Logs Insights that answers it. */
export interface ExamDayQuestion {
  /** Its name among the saved queries. */
  readonly id: string;
  readonly question: string;
  /** Whose logs are asked. */
  readonly of: readonly FunctionName[];
  /** One command a line. Lines of our functions are found by `message`, their stable ids (lambdas/middleware/tools.ts). */
  readonly query: readonly string[];
}

const EXECUTORS = ['submission-executor', 'submission-executor-hosted'] as const;
const FLEET = ['scheduler-launcher', 'health-monitor'] as const;
const ALL = [
  'api',
  ...FLEET,
  'host-prober',
  'auto-shutdown',
  ...EXECUTORS,
  'problem-importer',
  'webhook-sender',
] as const;

/** The ten questions of exam day. */
export const examDayQuestions: readonly ExamDayQuestion[] = [
  {
    id: 'failures',
    question: 'What failed, of which kind, and how often?',
    of: ALL,
    query: [
      'filter ispresent(failureClass)',
      'stats count(*) as failures, max(@timestamp) as latest by service, message, failureClass, severity',
      'sort failures desc',
    ],
  },
  {
    id: 'errors',
    question: 'Why did a function end with an error?',
    of: ALL,
    query: [
      'fields @timestamp, service, message, errorKind, severity, error.name, error.message, function_request_id',
      'filter message in ["invocation.failed", "message.failed", "request.failed"]',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    id: 'quarantined',
    question: 'Which submissions were set aside, and why?',
    of: EXECUTORS,
    query: [
      'fields @timestamp, sessionId, submissionId, participantId, hostId, reason',
      'filter message = "submission.quarantined"',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'judged',
    question: 'How much is judged, and how long does it take?',
    of: EXECUTORS,
    query: [
      'filter message = "submission.judged"',
      'stats count(*) as judged, avg(durationMs) as mean, pct(durationMs, 95) as p95, sum(judgeCalls) as calls by bin(5m) as time, sessionId',
      'sort time desc',
    ],
  },
  {
    id: 'slowest',
    question: 'Which submissions took longest?',
    of: EXECUTORS,
    query: [
      'fields @timestamp, sinceAcceptedMs, durationMs, lane, verdict, judgeCalls, sessionId, submissionId, participantId, hostId, reason',
      'filter message = "submission.judged"',
      'sort sinceAcceptedMs desc',
      'limit 20',
    ],
  },
  {
    id: 'tried-again',
    question: 'What came back to be judged again, from which host, and why?',
    of: EXECUTORS,
    query: [
      'filter message in ["submission.given-back", "submission.lease-lost", "submission.slot-lost"]',
      'stats count(*) as times by message, hostId, reason',
      'sort times desc',
      'limit 50',
    ],
  },
  {
    id: 'ill-hosts',
    question: 'Which hosts were found ill, and of what?',
    of: ['host-prober'],
    query: [
      'fields @timestamp, hostId, kind, detail, failureClass, severity',
      'filter message = "host.found" and healthy = 0',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'fleets',
    question: 'How did fleets come up, and what did each tick do?',
    of: FLEET,
    query: [
      'fields @timestamp, message, sessionId, fleet, passes, hostsFailed, launchesFailed, degraded, reason',
      'filter message in ["launch.finished", "tick.finished"]',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'circuits',
    question: 'What was left alone because it kept failing, and for how long?',
    of: [...FLEET, ...EXECUTORS],
    query: [
      'fields @timestamp, message, operation, sessionId, hostId, reason',
      'filter message in ["circuit.opened", "circuit.closed", "submission.circuit-opened", "submission.circuit-closed"]',
      'sort @timestamp asc',
      'limit 100',
    ],
  },
  {
    id: 'ends',
    question: 'Did every session and every host come to its end?',
    of: ['auto-shutdown', 'health-monitor'],
    query: [
      'fields @timestamp, message, sessionId, state, reason, quarantined, condemned, terminated, refused, unsettled',
      'filter message in ["shutdown.finished", "sweep.finished"]',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
];
