import { describe, expect, it } from 'vitest';
import { guardModels } from '../../../../../adapters/models/guard-models.ts';
import type { Finding } from '../../../../../core/review/finding.ts';
import {
  askModels,
  type ModelPorts,
  type ModelQuestion,
} from '../../../../../core/review/models/ask-models.ts';
import { ModelError } from '../../../../../core/review/models/language-model.ts';
import { MemoryCircuitStore } from '../../../../support/memory/circuit-store.ts';
import { answerOf, ModelWorld, modelSettings, type Say, USED } from '../../../../support/models.ts';

const SOURCE =
  'contract Purse {\n  function leave() public { selfdestruct(msg.sender); }\n  function pay() public {}\n}\n';
const said = {
  line: 2,
  quote: 'selfdestruct(msg.sender)',
  category: 'access-control',
  severity: 'high',
  confidence: 'medium',
  message: 'Anybody may end leave().',
  recommendation: 'Let the owner alone do it.',
};
const known: Finding = {
  ruleId: 'solidity/time',
  kind: 'security',
  category: 'time-manipulation',
  severity: 'critical',
  confidence: 'high',
  line: 3,
  message: 'It depends on the time of the block.',
  foundBy: 'detector',
};
const question: ModelQuestion = {
  source: SOURCE,
  language: 'solidity',
  detectorFindings: [known],
  policy: { stripComments: true, stripPersonalData: true },
};

async function ask(
  says: Readonly<Record<string, readonly Say[]>>,
  { ports = {}, ...asked }: Partial<ModelQuestion> & { ports?: Partial<ModelPorts> } = {},
) {
  const world = new ModelWorld(says);
  const began = world.clock.now();
  const outcome = await world.run(askModels({ ...question, ...asked }, world.ports(ports)));
  return { ...outcome, world, tookMs: world.clock.now() - began };
}

const throttled = (retryAfterMs?: number) =>
  new ModelError('throttled', 'it asks for fewer calls (HTTP 429)', { retryAfterMs });

describe('asking language models', () => {
  it('asks nobody where it cannot be read whom to hide', async () => {
    const { share, findings } = await ask(
      { primary: [answerOf(said)] },
      {
        listPeople: async () => {
          throw new Error('the roster is throttled');
        },
      },
    );
    expect(findings).toEqual([]);
    expect(share).toMatchObject({
      service: undefined,
      notes: ['language models were not asked: something of ours failed'],
    });
  });

  it('gives the findings of the first that serves, what it cost, and who it was', async () => {
    const { findings, share, world } = await ask({ primary: [answerOf(said)] });
    expect(findings).toEqual([
      {
        ruleId: 'model/access-control',
        kind: 'security',
        category: 'access-control',
        severity: 'high',
        confidence: 'medium',
        line: 2,
        message: 'Anybody may end leave().',
        recommendation: 'Let the owner alone do it.',
        foundBy: 'model',
      },
    ]);
    // 1,000 tokens at 1 USD and 100 at 10 USD a million.
    expect(share).toEqual({ service: 'gemini', model: 'large', usd: 0.002, dropped: 0, notes: [] });
    expect(world.asked.map(({ name }) => name)).toEqual(['primary']);
    expect(world.spend.spent.get('MONTH#2026-03')).toBe(2_000);
  });

  it.each([
    [new ModelError('forbidden', 'it has no such model (HTTP 404)')],
    [new ModelError('refused', 'it does not answer to this source')],
    ['no JSON'],
    ['{"findings": 7}'],
    ['{"findings": [], "verdict": "all is well"}'],
    [new Error('a bug')],
  ])('asks the next, once, when one does not serve: %s', async (failure) => {
    const { share, world } = await ask({ primary: [failure], cheaper: [answerOf(said)] });
    expect(world.asked.map(({ name }) => name)).toEqual(['primary', 'cheaper']);
    expect(share).toMatchObject({ service: 'openai', model: 'small', standIn: true });
    expect(share.notes).toEqual([expect.stringMatching(/^primary did not serve: /)]);
  });

  it('says that nobody served, and that it cost nothing, when all fail', async () => {
    const { findings, share } = await ask({});
    expect(findings).toEqual([]);
    expect(share).toMatchObject({ service: undefined, model: undefined, usd: 0 });
    expect(share.notes.at(-1)).toBe('no language model served: no model is left that may serve');
  });

  it('waits as long as a throttled service asks, and asks it again', async () => {
    const { share, world } = await ask({ primary: [throttled(7_000), answerOf(said)] });
    expect(share.service).toBe('gemini');
    expect(world.asked.map(({ at }) => at - world.asked[0]!.at)).toEqual([0, 7_000]);
  });

  it('does not wait for one that asks for more time than is left', async () => {
    const { share, world } = await ask({ primary: [throttled(60_000)], cheaper: [answerOf(said)] });
    expect(world.asked.map(({ name }) => name)).toEqual(['primary', 'cheaper']);
    expect(share.service).toBe('openai');
  });

  it('asks each twice at most', async () => {
    const { world } = await ask({ primary: [throttled()], cheaper: [throttled()] });
    expect(world.asked.map(({ name }) => name)).toEqual(['primary', 'primary', 'cheaper', 'cheaper']);
  });

  it('gives up one that never answers, and leaves the others their time', async () => {
    const hangs: Say = async () => await new Promise(() => undefined);
    const { share, tookMs } = await ask({ primary: [hangs], cheaper: [answerOf(said)] });
    expect(share).toMatchObject({ service: 'openai' });
    // What nobody answered may be billed: the most that it can cost is counted.
    expect(share.usd).toBeGreaterThan(0.04);
    expect(tookMs).toBeLessThanOrEqual(30_250);
  });

  it('ends in its time when nothing ever answers, models and budgets alike', async () => {
    const never = async () => await new Promise<never>(() => undefined);
    const models = await ask({ primary: [never], cheaper: [never] });
    const budgets = await ask({}, { ports: { spend: { reserve: never, settle: never } } });
    for (const { findings, share, tookMs } of [models, budgets]) {
      expect(tookMs).toBeLessThanOrEqual(30_250);
      expect(findings).toEqual([]);
      expect(share.service).toBeUndefined();
      expect(share.notes).not.toEqual([]);
    }
  });

  it('does not believe what comes when its time is over', async () => {
    const settings = modelSettings({ withinMs: 3_000 });
    const { findings, share } = await ask(
      { primary: [async (_prompt, _limits) => ({ text: answerOf(said), ...USED })] },
      {
        ports: {
          settings,
          spend: { reserve: async () => await new Promise(() => undefined), settle: async () => undefined },
        },
      },
    );
    expect(findings).toEqual([]);
    expect(share).toMatchObject({ service: undefined, notes: ['no model answered in time'] });
  });

  it('asks nobody when the budget is not known', async () => {
    const fails = async () => await Promise.reject(new Error('the table does not answer'));
    const { share, world } = await ask(
      { primary: [answerOf(said)] },
      { ports: { spend: { reserve: fails, settle: fails } } },
    );
    expect(world.asked).toEqual([]);
    expect(share.usd).toBe(0);
    expect(share.notes.join()).not.toContain('table');
  });

  it('gives what was answered though it cannot be settled, counted at its most', async () => {
    const world = new ModelWorld({ primary: [answerOf(said)] });
    const spend = {
      reserve: world.spend.reserve.bind(world.spend),
      settle: async () => await Promise.reject(new Error('the table does not answer')),
    };
    const { findings } = await world.run(askModels(question, world.ports({ spend })));
    expect(findings).toHaveLength(1);
    expect(world.spend.spent.get('MONTH#2026-03')).toBeGreaterThan(40_960);
    expect(world.faults).toEqual([new Error('the table does not answer')]);
  });

  it('leaves a model alone whose circuit is open, and asks the next', async () => {
    const store = new MemoryCircuitStore();
    const turns: string[] = [];
    const says = {
      primary: [new ModelError('unavailable', 'it fails (HTTP 500)')],
      cheaper: [answerOf(said)],
    };
    const world = new ModelWorld(says);
    const guard = guardModels({
      clock: world.clock,
      store,
      policy: { failuresToOpen: 2, openMs: 60_000 },
      onTurn: (model, { action }) => turns.push(`${model} ${action}`),
      onFault: (error) => world.faults.push(error),
    });
    await world.run(askModels(question, world.ports({ guard })));
    const { share } = await world.run(askModels(question, world.ports({ guard })));
    expect(turns).toEqual(['primary opened']);
    expect(world.asked.map(({ name }) => name)).toEqual(['primary', 'primary', 'cheaper', 'cheaper']);
    expect(share.service).toBe('openai');
    expect(share.notes[0]).toMatch(/primary did not serve: model-primary is left alone/);
  });

  it('does not open a circuit for what sources, budgets and answers do', async () => {
    const store = new MemoryCircuitStore();
    const world = new ModelWorld({ primary: ['no JSON'], cheaper: [new ModelError('refused', 'no')] });
    const guard = guardModels({
      clock: world.clock,
      store,
      policy: { failuresToOpen: 1, openMs: 60_000 },
      onTurn: () => undefined,
      onFault: (error) => world.faults.push(error),
    });
    await world.run(
      askModels(
        question,
        world.ports({ guard, settings: modelSettings({ budgetUsd: { month: 1, session: 0.001 } }) }),
      ),
    );
    await world.run(askModels({ ...question, sessionId: 's' }, world.ports({ guard })));
    expect(await store.read('model-primary')).toBeUndefined();
    expect(await store.read('model-cheaper')).toBeUndefined();
  });

  it('is not asked in a language whose comments nobody knows', async () => {
    const { share, world } = await ask({ primary: [answerOf(said)] }, { language: 'klingon' });
    expect(world.asked).toEqual([]);
    expect(share.notes).toEqual([expect.stringContaining('comments look in klingon')]);
  });

  it('tells in its notes nothing that a service said', async () => {
    const leaky = new ModelError('forbidden', 'it does not know the key (HTTP 401)', {
      detail: 'Incorrect API key: sk-12345',
    });
    const { share } = await ask({ primary: [leaky], cheaper: [new Error('sk-12345')] });
    expect(share.notes.join()).not.toContain('sk-');
  });
});

describe('budgets', () => {
  const DAYS_40 = 40 * 24 * 3_600_000;

  /** What is counted before the first model is asked, millionths of a USD. */
  async function mostOfACall(): Promise<number> {
    let most = 0;
    const world: ModelWorld = new ModelWorld({
      primary: [
        async () => {
          most = world.spend.spent.get('MONTH#2026-03') ?? 0;
          return { text: answerOf(), ...USED };
        },
      ],
    });
    await world.run(askModels(question, world.ports()));
    return most;
  }

  it('of a session let the cheaper serve when the dearer could pass them', async () => {
    const world = new ModelWorld({ primary: [answerOf(said)], cheaper: [answerOf(said)] });
    // Each call costs 2,000.
    const session = ((await mostOfACall()) + 6_000) / 1e6;
    const ports = world.ports({ settings: modelSettings({ budgetUsd: { month: 10, session } }) });
    const of = async () => await world.run(askModels({ ...question, sessionId: '01S' }, ports));
    for (let calls = 0; calls < 4; calls++) expect((await of()).share.service).toBe('gemini');
    const { share } = await of();
    expect(share.service).toBe('openai');
    expect(share.notes).toEqual(['primary did not serve: a call may cost more than is left of the session']);
    expect(world.spend.spent.get('SESSION#01S')).toBe(world.spend.spent.get('MONTH#2026-03'));
    expect((await world.run(askModels(question, ports))).share.service).toBe('gemini');
  });

  it('are never passed, however many ask at once', async () => {
    const slow: Say = async () => {
      await world.clock.sleep(500);
      return { text: answerOf(), inputTokens: 3_000, outputTokens: 4_000 };
    };
    const settings = modelSettings({ budgetUsd: { month: 0.2, session: 0.2 } });
    const world = new ModelWorld({ primary: [slow], cheaper: [slow] });
    let most = 0;
    const reserve = world.spend.reserve.bind(world.spend);
    const spend = {
      reserve: async (...asked: Parameters<typeof reserve>) => {
        const held = await reserve(...asked);
        most = Math.max(most, ...world.spend.spent.values());
        return held;
      },
      settle: world.spend.settle.bind(world.spend),
    };
    const outcomes = await world.run(
      Promise.all(
        Array.from({ length: 40 }, async () => await askModels(question, world.ports({ settings, spend }))),
      ),
    );
    const usd = outcomes.reduce((sum, { share }) => sum + share.usd, 0);
    expect(most).toBeLessThanOrEqual(200_000);
    expect(usd).toBeLessThanOrEqual(0.2);
    expect(Math.round(usd * 1e6)).toBe(world.spend.spent.get('MONTH#2026-03'));
    expect(outcomes.some(({ share }) => share.service === 'gemini')).toBe(true);
  });

  it('count what a refusal or a cut answer used', async () => {
    const cut = new ModelError('malformed', 'its answer was cut at its longest', {
      used: { inputTokens: 10, outputTokens: 4_096 },
    });
    const { share } = await ask({ primary: [cut], cheaper: [answerOf(said)] });
    expect(share.usd).toBeCloseTo(0.04097 + 0.00014, 9);
  });

  it('begin anew with the month', async () => {
    const world = new ModelWorld({ primary: [answerOf(said)] });
    const month = ((await mostOfACall()) + 1_000) / 1e6;
    const settings = modelSettings({
      choices: modelSettings().choices.slice(0, 1),
      budgetUsd: { month, session: 1 },
    });
    const ports = world.ports({ settings });
    const serve = async (asked: ModelPorts) => (await world.run(askModels(question, asked))).share.service;
    expect(await serve(ports)).toBe('gemini');
    expect(await serve(ports)).toBeUndefined();
    const later = { now: () => world.clock.now() + DAYS_40, sleep: world.clock.sleep.bind(world.clock) };
    expect(await serve({ ...ports, clock: later })).toBe('gemini');
  });

  it('do not pay for a source that is larger than a model is to be sent', async () => {
    const { share, world } = await ask(
      { primary: [answerOf(said)], cheaper: [answerOf(said)] },
      { source: `${SOURCE}${'// x\n'.repeat(10)}uint a = ${'1'.repeat(120_000)};` },
    );
    expect(world.asked).toEqual([]);
    expect(share.usd).toBe(0);
    expect(share.notes[0]).toMatch(
      /primary did not serve: its prompt may have \d+ tokens, and 100000 are allowed/,
    );
  });
});
