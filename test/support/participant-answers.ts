import { desk } from '../../core/api/desk.ts';
import { sessionProblem } from '../../core/api/problems.ts';
import { at, liveAt } from './live-session-answers.ts';

const claims = { username: 'ann', 'cognito:groups': ['participant'] };
/** Read by the page; the API of the test trusts anything. */
export const participantToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.good`;

const { session } = liveAt({});
/** An open exam's desk on which nothing lies yet. */
export const deskAnswer = desk.parse({
  at: at(30),
  session: {
    ...session,
    view: 'participant',
    you: { participantId: 'ann', name: 'Ann', extraTimeMs: 0, closesAt: at(90) },
  },
  submissions: [],
  messages: [],
  unread: 0,
  cursor: at(30),
  nextAskMs: 10_000,
});
/** A problem whose statement is a PDF. */
export const paperProblem = sessionProblem.parse({
  label: 'A',
  problemId: 'two-sum',
  version: 1,
  name: 'Twice',
  kind: 'pass-fail',
  timeMs: 1000,
  memoryKiB: 65_536,
  sourceKiB: 128,
  maxFiles: 20,
  languages: ['javascript'],
  testCases: 3,
  statements: [
    { language: 'en', format: 'pdf' },
    { language: 'de', format: 'pdf' },
  ],
  statement: { language: 'en', format: 'pdf', file: 'problem.en.pdf' },
  attachments: [],
  samples: [{ id: 'sample/1', input: '1\n', answer: '2\n' }],
});
/** An interactive problem with files beside programs in several languages. */
export const conversationProblem = sessionProblem.parse({
  ...paperProblem,
  languages: ['cpp', 'java', 'javascript', 'python'],
  statements: [{ language: 'en', format: 'md' }],
  statement: { language: 'en', format: 'md', text: 'Guess the number.' },
  samples: [],
  interactions: [
    { id: 'sample/1', text: '<1000\n>500\n<lower\n>250\n<higher\n>300\n<correct\n' },
    { id: 'sample/2', text: `<10\n>${'1234567890'.repeat(20)}\n<lower\n` },
  ],
  included: [
    { language: 'cpp', files: ['guessing.h', 'grader.cpp'] },
    { language: 'java', files: ['grader.java'], starts: 'grader.java' },
    {
      language: 'javascript',
      files: ['grader.js', 'lib/a-long-name-of-a-file-that-nobody-would-write-by-hand.js'],
      starts: 'grader.js',
      sourceName: 'guessing.js',
    },
    { language: 'python', files: ['grader.py'], starts: 'grader.py', sourceName: 'guessing.py' },
  ],
});
