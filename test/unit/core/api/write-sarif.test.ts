import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { default as Ajv } from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import { type ReviewedFile, writeSarif } from '../../../../core/api/write-sarif.ts';
import { REVIEW_SOURCE, reportFor, ruleViews } from '../../../support/review-answers.ts';

// The schema of OASIS as it is, which this package brings.
const schemaFile = createRequire(import.meta.url)
  .resolve('@microsoft/jest-sarif')
  .replace('index.js', 'schemas/sarif-2.1.0-rtm.5.json');
const isUri = (text: string) => URL.canParse(text);
const matchesSchema = new Ajv.default({
  strict: false,
  // One of its patterns is none with the flag u.
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: isUri,
    'uri-reference': (text: string) => /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/.test(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
}).compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

const file = (more: Partial<ReviewedFile> = {}): ReviewedFile => ({
  name: 'contracts/Purse.sol',
  language: 'solidity',
  source: REVIEW_SOURCE,
  report: reportFor('staff'),
  ...more,
});

/** A log that the schema of OASIS accepts. */
function write(...files: readonly ReviewedFile[]) {
  const log = JSON.parse(writeSarif(files, ruleViews));
  matchesSchema(log);
  expect(matchesSchema.errors ?? []).toEqual([]);
  return log.runs[0];
}
const printsOf = (run: ReturnType<typeof write>): string[] =>
  run.results.map(
    (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
      result.partialFingerprints.primaryLocationLineHash,
  );

describe('SARIF of reviews', () => {
  it('holds rules, findings by index, artifacts, gaps and weaknesses as the schema of OASIS has them', () => {
    const run = write(file());
    const { rules } = run.tool.driver;
    expect(rules.map((rule: { id: string; name: string }) => [rule.id, rule.name])).toEqual([
      ['any/reads-outside', 'AnyReadsOutside'],
      ['solidity/old-compiler', 'SolidityOldCompiler'],
      ['solidity/unprotected-selfdestruct', 'SolidityUnprotectedSelfdestruct'],
    ]);
    expect(rules[2]).toMatchObject({
      shortDescription: { text: 'Anybody can destroy the contract.' },
      defaultConfiguration: { level: 'error' },
      relationships: [{ target: { id: '284', toolComponent: { name: 'CWE' } } }],
      properties: {
        tags: ['security', 'access-control', 'SWC-106', 'DASP-2', 'external/cwe/cwe-284'],
        'security-severity': '9.5',
      },
    });
    expect(rules[1].properties['security-severity']).toBeUndefined();
    const taxa = run.taxonomies[0].taxa;
    for (const rule of rules)
      for (const { target } of rule.relationships ?? []) expect(taxa[target.index].id).toBe(target.id);
    for (const result of run.results) expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.artifacts[0]).toMatchObject({
      location: { uri: 'contracts/Purse.sol' },
      length: Buffer.byteLength(REVIEW_SOURCE),
      hashes: { 'sha-256': expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(run.results[1]).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'contracts/Purse.sol', index: 0 },
            region: { startLine: 7, startColumn: 5, endLine: 7, endColumn: 29 },
          },
        },
      ],
    });
    // Quoted code is neither a link nor a placeholder.
    expect(run.results[1].message.text).toContain('balances\\[msg.sender](0) is not {{0}}.');
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      'Not looked at: compiler warnings. No judge was at hand.',
    );
  });

  it('knows a finding again where its line has moved and is indented otherwise, and tells two of the same line apart', () => {
    const { findings, ...report } = reportFor('staff');
    const moved = {
      source: `// one line more\n\n${REVIEW_SOURCE.replaceAll('    self', '\tself')}`,
      report: { ...report, findings: findings.map((one) => ({ ...one, line: one.line + 2 })) },
    };
    const prints = printsOf(write(file()));
    expect(printsOf(write(file(moved)))).toEqual(prints);
    expect(new Set(prints).size).toBe(prints.length);
    // The same line twice, by the same rule.
    expect(prints[2]).toBe(prints[1]!.replace(/:1$/, ':2'));
  });

  it('holds nothing of what is for staff alone where the report is a participant’s', () => {
    const text = writeSarif([file({ report: reportFor('participant') })], ruleViews);
    expect(text).not.toContain('reads-outside');
    expect(writeSarif([file()], ruleViews)).toContain('"staffOnly": true');
  });

  it('puts several files in one run, each named so that it is a path and nothing else', () => {
    const run = write(
      file({ name: './a b#c/ü?.sol' }),
      file({ name: 'javascript:alert(1)' }),
      file({ name: '/', report: { ...reportFor('staff'), findings: [], gaps: [] } }),
    );
    expect(run.artifacts.map((one: { location: { uri: string } }) => one.location.uri)).toEqual([
      'a%20b%23c/%C3%BC%3F.sol',
      'javascript%3Aalert(1)',
      'source',
    ]);
    expect(run.results.length).toBe(8);
    expect(run.results[7].locations[0].physicalLocation.artifactLocation.index).toBe(1);
  });

  it('shows code between backticks as code where a viewer reads Markdown, and no markup of a source', () => {
    const [one] = reportFor('staff').findings;
    const message = '`a[b](c)` is *not* <b>good</b> ` here.';
    const report = { ...reportFor('staff'), findings: [{ ...one!, message, recommendation: 'Use `x`.' }] };
    expect(write(file({ report })).results[0].message.markdown).toBe(
      '`a[b](c)` is \\*not\\* \\<b\\>good\\</b\\> \\` here. Use `x`.',
    );
  });

  it('says that the run has not succeeded where a file was not looked at, and why', () => {
    expect(write(file()).invocations[0].executionSuccessful).toBe(true);
    const log = JSON.parse(
      writeSarif([file()], ruleViews, [{ name: 'contracts/bin.sol', why: 'is not encoded in UTF-8' }]),
    );
    matchesSchema(log);
    expect(matchesSchema.errors ?? []).toEqual([]);
    const [invocation] = log.runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications[0]).toMatchObject({
      level: 'error',
      message: { text: 'Not looked at: contracts/bin.sol: is not encoded in UTF-8' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'contracts/bin.sol' } } }],
    });
  });

  it('is a log without results where nothing was found, and makes the rule of a language model’s finding itself', () => {
    expect(write().results).toEqual([]);
    const [one] = reportFor('staff').findings;
    const report = {
      ...reportFor('staff'),
      findings: [
        { ...one!, ruleId: 'model/other', foundBy: 'model' as const, message: 'Half a \ud800 sign.' },
      ],
    };
    const run = write(file({ report }));
    expect(run.tool.driver.rules[0].id).toBe('model/other');
    expect(run.results[0].message.text).toContain('Half a \ufffd sign.');
  });

  describe('of more than its readers take', () => {
    const report = reportFor('staff');
    const [finding] = report.findings;
    let serial = 0;
    const many = (count: number, more: object = {}) =>
      file({
        name: `contracts/Purse${++serial}.sol`,
        report: {
          ...report,
          findings: Array.from({ length: count }, (_, at) => ({
            ...finding!,
            severity: at % 10 === 9 ? ('high' as const) : ('low' as const),
            ...more,
          })),
        },
      });
    const LIMITS = { results: 20, shown: 10, packedBytes: 10_000_000 };
    const writeWithin = (limits: typeof LIMITS, ...files: ReviewedFile[]) => {
      const text = writeSarif(files, ruleViews, [], limits, (packed) => gzipSync(packed).length);
      const log = JSON.parse(text);
      matchesSchema(log);
      expect(matchesSchema.errors ?? []).toEqual([]);
      const [{ results, invocations }] = log.runs;
      const texts: string[] = invocations[0].toolExecutionNotifications.map(
        ({ message }: { message: { text: string } }) => message.text,
      );
      return { text, results, texts, succeeded: invocations[0].executionSuccessful };
    };

    it('holds the gravest, and says what is left out and what is not shown', () => {
      const { results, texts, succeeded } = writeWithin(LIMITS, many(60), many(40));
      expect(results).toHaveLength(20);
      expect(results.filter(({ level }: { level: string }) => level === 'error')).toHaveLength(10);
      expect(texts).toContain(
        '80 of 100 findings are left out, the least grave: a log with more is refused. Review fewer files at a time to see them.',
      );
      expect(texts).toContain('GitHub shows the gravest 10 of these 20 findings.');
      expect(succeeded).toBe(true);
      expect(writeWithin(LIMITS, many(10)).texts.join()).not.toMatch(/findings/);
    });

    it('is packed within the bytes that are taken', () => {
      // What packs badly.
      const noise = Array.from({ length: 200 }, (_, at) =>
        createHash('sha256').update(`${at}`).digest('hex'),
      );
      const files = noise.map((message) => many(1, { message, recommendation: message }));
      const whole = gzipSync(writeWithin({ ...LIMITS, results: 1_000 }, ...files).text).length;
      const packedBytes = Math.floor(whole * 0.8);
      const { text, results, texts } = writeWithin({ ...LIMITS, results: 1_000, packedBytes }, ...files);
      expect(gzipSync(text).length).toBeLessThanOrEqual(packedBytes);
      // What fits is in it: a hundredth more of the bytes would have held no other.
      expect(gzipSync(text).length).toBeGreaterThan(packedBytes * 0.98);
      expect(texts[0]).toBe(
        `${200 - results.length} of 200 findings are left out, the least grave: a log with more is refused. Review fewer files at a time to see them.`,
      );
      // Without any finding it is too large still: there is nothing more to leave out.
      expect(writeWithin({ ...LIMITS, packedBytes: 1 }, ...files).results).toEqual([]);
    });
  });
});
