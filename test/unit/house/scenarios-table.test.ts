import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTestLinks } from '../../support/test-links.ts';

const docs = join(import.meta.dirname, '../../../docs');

/** What a fleet must outlive. */
const SCENARIOS = [
  'launch delivered three times',
  'half the capacity missing',
  'a type refused',
  'a host that boots and never answers',
  'a host that fails a language',
  'a host that is slow',
  'a host without a memory controller',
  '`kill -9` in the middle of a batch',
  'control plane dead for an hour after launch, and for good',
  'orphan of a deleted session',
  'schedule late or twice',
  'session cancelled while launching',
  'rescheduled while draining',
  'two sessions at once, one failing',
  'account of 5 vCPU',
  'functions inactive',
  'a fleet-killing participant',
];

it('docs/chaos.md names for each scenario the tests that play it, and they are there', () => {
  const [, section = ''] = readFileSync(join(docs, 'chaos.md'), 'utf8').split('\n# Scenarios\n');
  const rows = [...section.split('\n# ')[0]!.matchAll(/^\| (.+) \| (.+) \|$/gm)]
    .map(([, scenario, shown]) => ({ scenario: scenario!, shown: shown! }))
    .filter(({ scenario }) => scenario !== 'scenario');
  expect(rows.map(({ scenario }) => scenario)).toEqual(SCENARIOS);
  const wanting = rows.flatMap(({ scenario, shown }) => {
    const tests = readTestLinks(shown, docs);
    if (tests.length === 0) return [`${scenario}: no test`];
    return tests.flatMap(({ fault }) => (fault === undefined ? [] : [`${scenario}: ${fault}`]));
  });
  expect(wanting).toEqual([]);
});
