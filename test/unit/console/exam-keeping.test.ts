import { beforeEach, describe, expect, it } from 'vitest';
import { createBrowserStore } from '../../../console/browser-store.ts';
import { createConsoleApi } from '../../../console/console-api.ts';
import {
  decideDraft,
  keepDraft,
  keepLanguage,
  keepOwnInput,
  readDraft,
  readLanguage,
  readOwnInput,
} from '../../../console/exam/drafts.ts';
import { countKeptWork, forgetKeptWork } from '../../../console/exam/kept-work.ts';
import { compareLines } from '../../../console/exam/line-diff.ts';
import { textOfMessage } from '../../../console/exam/merge-messages.ts';
import { mergeSubmissions, type OwnSubmission, standingOf } from '../../../console/exam/merge-submissions.ts';
import { decideOutgoing, putIntoOutbox, readOutbox, takeFromOutbox } from '../../../console/exam/outbox.ts';
import { createLoginKeeper, type Login } from '../../../console/login-keeper.ts';
import { ApiError } from '../../../core/api/client.ts';

/** A browser's storage; `room` is how many characters it takes. */
function makeStorage(room = Number.POSITIVE_INFINITY) {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem(name: string, value: string) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      items.set(name, value);
    },
    removeItem: (name: string) => void items.delete(name),
    key: (index: number) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

const of = (source: string) => [{ name: 'main.x', source }];
const key = { sessionId: 's', participantId: 'p', label: 'A', language: 'x' };

describe('drafts', () => {
  it('are kept by session, participant, problem and language; the template alone needs none', () => {
    const store = makeStorage();
    keepDraft(store, key, { files: of('mine'), at: 1, tab: 't' }, of('template'));
    expect(readDraft(store, key)?.files).toEqual(of('mine'));
    for (const other of [{ sessionId: 'o' }, { participantId: 'o' }, { label: 'O' }, { language: 'o' }])
      expect(readDraft(store, { ...key, ...other })).toBeUndefined();
    keepDraft(store, key, { files: of('template'), at: 2, tab: 't' }, of('template'));
    expect(readDraft(store, key)).toBeUndefined();
  });

  it('live on in the page where the browser is full', () => {
    const store = createBrowserStore(() => makeStorage(10));
    keepDraft(store, key, { files: of('long enough'), at: 1, tab: 't' }, []);
    expect(readDraft(store, key)?.files).toEqual(of('long enough'));
  });

  it('are passed over when what is stored is none', () => {
    for (const stored of [
      '{"files": 3}',
      '{"files": [], "at": 1}',
      '{"files": [{"name": "a"}], "at": 1}',
      'x',
    ])
      expect(readDraft({ ...makeStorage(), getItem: () => stored }, key)).toBeUndefined();
  });

  it("come with the input of one's own for trials, by problem", () => {
    const store = makeStorage();
    expect(readOwnInput(store, key)).toBeUndefined();
    keepOwnInput(store, key, { isChosen: true, text: '1 2\n' });
    expect(readOwnInput(store, { ...key, language: 'y' } as typeof key)).toEqual({
      isChosen: true,
      text: '1 2\n',
    });
    expect(readOwnInput(store, { ...key, label: 'B' })).toBeUndefined();
    expect(readOwnInput({ ...makeStorage(), getItem: () => '{"text": 3}' }, key)).toBeUndefined();
  });

  it('of another tab win when they are newer', () => {
    const own = { files: of('own'), at: 5 };
    expect(decideDraft(own, { files: of('other'), at: 6, tab: 't' }).action).toBe('take');
    expect(decideDraft(own, { files: of('other'), at: 4, tab: 't' }).action).toBe('leave');
    expect(decideDraft(own, { files: of('own'), at: 9, tab: 't' }).action).toBe('leave');
    expect(decideDraft(own, undefined).action).toBe('leave');
  });
});

const refusal = (status: number, type = 'about:blank') =>
  new ApiError({ type, title: '', status, detail: `said ${status}` });

describe('the outbox', () => {
  const item = { key: 'k1', label: 'A', language: 'x', program: { source: 's' }, at: 1 };

  it('keeps what was handed in until it is taken out, each key once', () => {
    const store = makeStorage();
    putIntoOutbox(store, key, item);
    putIntoOutbox(store, key, item);
    putIntoOutbox(store, key, { ...item, key: 'k2' });
    expect(readOutbox(store, key).map((one) => one.key)).toEqual(['k1', 'k2']);
    takeFromOutbox(store, key, 'k1');
    expect(readOutbox(store, key).map((one) => one.key)).toEqual(['k2']);
  });

  it.each([
    ['no network', refusal(0), 'again'],
    ['a log-out', refusal(401), 'again'],
    ['a gateway that was not there', refusal(502), 'again'],
    ['the throttle', refusal(429, '/v1/errors#too-many-requests'), 'again'],
    ['too many of one problem', refusal(429, '/v1/errors#limit-reached'), 'give-back'],
    ['too soon', refusal(429, '/v1/errors#too-soon'), 'give-back'],
    ['a closed session', refusal(409, '/v1/errors#session-closed'), 'give-back'],
    ['a source that is no text', refusal(422), 'give-back'],
  ])('after %s decides', (_, error, action) => {
    expect(decideOutgoing(error).action).toBe(action);
  });
});

describe('what is kept at log-out', () => {
  const draft = { files: of('mine'), at: 1, tab: 't' };
  const item = { key: 'k1', label: 'A', language: 'x', program: { source: 's' }, at: 1 };

  it('is counted and forgotten for one person, of every session and whatever the browser keeps', () => {
    for (const room of [Number.POSITIVE_INFINITY, 0]) {
      const storage = makeStorage(room);
      const store = createBrowserStore(() => storage);
      store.setItem('assize-templates', '[]');
      for (const sessionId of ['s', 't'])
        for (const participantId of ['P', 'pp']) {
          keepDraft(store, { ...key, sessionId, participantId }, draft, []);
          keepLanguage(store, { ...key, sessionId, participantId });
        }
      putIntoOutbox(store, { sessionId: 's', participantId: 'P' }, item);
      expect(countKeptWork(store, 'p')).toEqual({ drafts: 2, outboxes: 1 });
      forgetKeptWork(store, 'p');
      expect(countKeptWork(store, 'p')).toEqual({ drafts: 0, outboxes: 0 });
      expect(readLanguage(store, { ...key, participantId: 'P' })).toBeUndefined();
      expect(countKeptWork(store, 'PP')).toEqual({ drafts: 2, outboxes: 0 });
      expect(store.getItem('assize-templates')).toBe('[]');
    }
  });
});

const submission = (submissionId: string, more: object = {}): OwnSubmission =>
  ({ submissionId, label: 'A', trial: false, state: 'queued', ...more }) as OwnSubmission;
const judged = (verdict: string, more: object = {}) => ({ state: 'judged', verdict, ...more });

describe('submissions', () => {
  it('come newest first, each once, and an answer that was overtaken takes no verdict back', () => {
    const known = [
      submission('1', judged('AC', { details: { submissionId: '1', result: { verdict: 'AC' } } })),
    ];
    const merged = mergeSubmissions(known, [
      submission('2'),
      submission('1', { state: 'running' }),
      submission('1', judged('AC')),
    ]);
    expect(merged.map(({ submissionId }) => submissionId)).toEqual(['2', '1']);
    expect(merged[1]).toMatchObject({ state: 'judged', details: { submissionId: '1' } });
  });

  it.each<[string, object | undefined, object, boolean]>([
    ['tells no more than they have', { verdict: 'WA' }, { verdict: 'WA' }, true],
    [
      'tells the same of all test cases',
      { verdict: 'WA', passed: 1, testCases: 3 },
      { verdict: 'WA', passed: 1, testCases: 3 },
      true,
    ],
    ['tells of none, as none ran', { verdict: 'CE', passed: 0, testCases: 0 }, { verdict: 'CE' }, true],
    ['still tells no verdict', undefined, {}, true],
    ['tells a verdict that was held back', undefined, { verdict: 'AC', passed: 3, testCases: 3 }, false],
    [
      'tells of test cases that were held back',
      { verdict: 'WA' },
      { verdict: 'WA', passed: 1, testCases: 3 },
      false,
    ],
  ])('keep their details while the desk %s', (_, result, told, kept) => {
    const details = { submissionId: '1', state: 'judged', ...(result && { result }) };
    const known = [submission('1', { state: 'judged', ...result, details })];
    const [merged] = mergeSubmissions(known, [submission('1', { state: 'judged', ...told })]);
    expect(merged?.details !== undefined).toBe(kept);
    expect(merged).toMatchObject(told);
  });

  it('that were quarantined keep their details, which have no result', () => {
    const known = [
      submission('1', {
        state: 'quarantined',
        verdict: 'JE',
        details: { submissionId: '1', reason: 'no host' },
      }),
    ];
    const [merged] = mergeSubmissions(known, [submission('1', { state: 'quarantined', verdict: 'JE' })]);
    expect(merged?.details).toMatchObject({ reason: 'no host' });
  });

  it.each([
    ['untouched', [submission('1', { trial: true, ...judged('AC') })], 0],
    ['solved', [submission('1', judged('WA')), submission('2', judged('AC'))], 2],
    ['waiting', [submission('1', judged('WA')), submission('2')], 1],
    ['tried', [submission('1', judged('CE'))], 0],
    ['partly', [submission('1', judged('WA', { score: 40 }))], 1],
  ] as const)('make a problem %s', (state, submissions, tries) => {
    expect(standingOf(submissions, 'A')).toMatchObject({ state, tries });
  });
});

describe('messages', () => {
  it('of Assize tell times in the zone of whoever reads them; what people wrote stays', () => {
    const text = 'Closes at 2026-11-27T20:44:13.046Z for everybody.';
    const format = (instant: string) => `<${instant.slice(11, 16)}>`;
    expect(textOfMessage({ kind: 'notice', text }, format)).toBe('Closes at <20:44> for everybody.');
    expect(textOfMessage({ kind: 'announcement', text }, format)).toBe(text);
  });
});

describe('a comparison', () => {
  it('names what is wanted and what is there instead, with the equal lines around it', () => {
    const wanted = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
    const lines = compareLines(wanted, wanted.replace('line 10', 'LINE 10'));
    expect(lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text)).toEqual(['line 10']);
    expect(lines.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual(['LINE 10']);
    expect(lines.filter(({ kind }) => kind === 'skipped').map(({ text }) => text)).toEqual(['7', '6']);
  });

  it('passes over white space at the ends of lines of outputs, and not of sources', () => {
    expect(compareLines('1 \n2\n\n', '1\n2', false)).toEqual([]);
    expect(compareLines('1 \n', '1\n')).not.toEqual([]);
  });
});

describe('a login that expires', () => {
  let refreshes: string[];
  let answers: (Login | undefined)[];
  let now: number;
  let refused: number;
  const keeperOf = (login: Login) => {
    const storage = makeStorage();
    const keeper = createLoginKeeper(
      () => storage,
      async (token) => {
        refreshes.push(token);
        return answers.shift();
      },
      () => now,
    );
    keeper.accept(login);
    return keeper;
  };
  /** An API that takes one token alone. */
  const apiOf = (keeper: ReturnType<typeof keeperOf>, good: string) =>
    createConsoleApi(keeper, async (_url, { headers }) => {
      if (headers['authorization'] === `Bearer ${good}`) return Response.json({ status: 'ok' });
      refused++;
      return Response.json({ message: 'Unauthorized' }, { status: 401 });
    });
  /** A token that is good for an hour from when the user pool made it. */
  const hourFrom = (iat: number) => `h.${btoa(JSON.stringify({ iat, exp: iat + 3_600 }))}.s`;
  beforeEach(() => {
    refreshes = [];
    answers = [];
    now = 1_800_000_000_000;
    refused = 0;
  });

  it('is renewed by the refresh token, once for all calls, and the calls go on', async () => {
    const keeper = keeperOf({ accessToken: 'old', refreshToken: 'r' });
    answers = [{ accessToken: 'new' }];
    const api = apiOf(keeper, 'new');
    await Promise.all([api.call('getHealth', {}), api.call('getHealth', {})]);
    expect(refreshes).toEqual(['r']);
    expect(keeper.login).toEqual({ accessToken: 'new', refreshToken: 'r' });
  });

  it('is asked for over the page when there is no other way, and the call goes on after it', async () => {
    const keeper = keeperOf({ accessToken: 'old', refreshToken: 'r' });
    const asked = new Promise<void>((done) => keeper.subscribe(() => keeper.asking && done()));
    const call = apiOf(keeper, 'new').call('getHealth', {});
    await asked;
    keeper.accept({ accessToken: 'new' });
    await expect(call).resolves.toEqual({ status: 'ok' });
    expect(keeper.asking).toBe(false);
  });

  it.each([0, -86_400, 86_400])('is not sent once it is over, by a clock that is %d s off', async (off) => {
    const madeAt = now / 1_000 + off;
    const keeper = keeperOf({ accessToken: hourFrom(madeAt), refreshToken: 'r' });
    const good = hourFrom(madeAt + 3_600);
    answers = [{ accessToken: good }];
    const api = apiOf(keeper, good);
    const callAll = async () =>
      await Promise.all([
        api.call('listSessions', {}),
        api.call('getStage', {}),
        api.call('listProblems', {}),
      ]);
    now += 3_600_000;
    await callAll();
    await callAll();
    expect({ refused, refreshes }).toEqual({ refused: 0, refreshes: ['r'] });
  });

  it('keeps nobody from what needs no login, of which its renewal is a part', async () => {
    const keeper = keeperOf({ accessToken: hourFrom(now / 1_000) });
    now += 3_600_000;
    const api = createConsoleApi(keeper, async () => Response.json({ status: 'ok' }));
    await expect(api.call('getConfig', {})).resolves.toEqual({ status: 'ok' });
    expect(keeper.asking).toBe(false);
  });

  it('refuses who waits when somebody logs out instead', async () => {
    const keeper = keeperOf({ accessToken: 'old' });
    const call = apiOf(keeper, 'new').call('getHealth', {});
    const isRefused = expect(call).rejects.toMatchObject({ status: 401 });
    await new Promise<void>((done) => {
      if (keeper.asking) done();
      keeper.subscribe(() => keeper.asking && done());
    });
    keeper.forget();
    await isRefused;
    expect(keeper.login).toBeUndefined();
  });
});
