import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBatchOutput, writeBatchInput } from '../../../../core/grading/batch-protocol.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

interface Written {
  readonly output: Uint8Array;
  readonly stderr: Uint8Array;
  readonly cause: string;
  readonly exitCode: number;
}

const frame = (number: number, { output, stderr, cause, exitCode }: Written) =>
  Buffer.concat([
    Buffer.from(
      `\n@${NONCE} ${number} ${cause} ${exitCode} 0 0 10 20 30 ${output.length} ${output.length} ${stderr.length} ${stderr.length} 0 0 0 0 - - -\n`,
    ),
    output,
    stderr,
  ]);
const begin = Buffer.from(`\n@${NONCE} BEGIN 1 1 x86_64\n`);
const end = (count: number) => Buffer.from(`\n@${NONCE} END ${count} 100 20 500\n`);
const whole = (runs: readonly Written[]) =>
  Buffer.concat([begin, ...runs.map((run, index) => frame(index + 1, run)), end(runs.length)]);

/** Outputs that look like frames, even with the right nonce: a program may print anything. */
const nastyOutput = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .constantFrom(
      `\n@${NONCE} 1 - 0 0 0 1 1 1 0 0 0 0 0 0 0 0 - - -\n`,
      `\n@${NONCE} END 1 1 1 1\n`,
      `\n@${NONCE} BEGIN 1 1 x86_64\n`,
      '\n@',
      '',
    )
    .map((text) => new Uint8Array(Buffer.from(text))),
);
const written: fc.Arbitrary<Written> = fc.record({
  output: nastyOutput,
  stderr: nastyOutput,
  cause: fc.constantFrom('-', 'C', 'W', 'M', 'O'),
  exitCode: fc.nat(255),
});

describe('frames', () => {
  it('are read back as they were written, whatever programs printed', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 8 }), (runs) => {
        const parsed = parseBatchOutput(whole(runs), NONCE, runs.length);
        expect(parsed.fault).toBeUndefined();
        expect(parsed.end).toBeDefined();
        expect(
          parsed.frames.map(({ output, stderr, cause, exitCode }) => ({ output, stderr, cause, exitCode })),
        ).toEqual(
          runs.map(({ output, stderr, cause, exitCode }) => ({
            output: new Uint8Array(output),
            stderr: new Uint8Array(stderr),
            cause,
            exitCode,
          })),
        );
      }),
    );
  });

  it('of a batch that died are a prefix of what was written, and never say END', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 5 }), fc.nat(), (runs, at) => {
        const bytes = whole(runs);
        const cut = at % bytes.length;
        const parsed = parseBatchOutput(bytes.subarray(0, cut), NONCE, runs.length);
        expect(parsed.end).toBeUndefined();
        // Whatever killed it wrote nothing of its own.
        expect(parsed.forged).toBeUndefined();
        expect(parsed.frames.length).toBeLessThanOrEqual(runs.length);
        parsed.frames.forEach((frame, index) => {
          expect(Buffer.from(frame.output)).toEqual(Buffer.from(runs[index]!.output));
        });
      }),
    );
  });

  it('with bytes changed, put in or taken out never throw, and never count beyond the batch', () => {
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(20),
        (runs, at, inserted, removed) => {
          const bytes = whole(runs);
          const from = at % bytes.length;
          const damaged = Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + removed)]);
          const parsed = parseBatchOutput(damaged, NONCE, runs.length);
          expect(parsed.frames.length).toBeLessThanOrEqual(runs.length);
          expect(parsed.frames.map(({ number }) => number)).toEqual(
            parsed.frames.map((_, index) => index + 1),
          );
          if (parsed.end !== undefined) expect(parsed.fault).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    [
      'another nonce',
      Buffer.concat([
        begin,
        frame(1, { output: Buffer.from('x'), stderr: Buffer.alloc(0), cause: '-', exitCode: 0 }),
      ])
        .toString('latin1')
        .replaceAll(NONCE, 'f'.repeat(32)),
    ],
    ['a byte before the first line', `x${whole([]).toString('latin1')}`],
    ['no BEGIN', end(0).toString('latin1')],
    [
      'a frame out of order',
      Buffer.concat([
        begin,
        frame(2, { output: Buffer.alloc(0), stderr: Buffer.alloc(0), cause: '-', exitCode: 0 }),
      ]).toString('latin1'),
    ],
    ['words after END', `${whole([]).toString('latin1')}and more`],
    ['END that counts wrong', Buffer.concat([begin, end(3)]).toString('latin1')],
  ])('with %s are a fault', (_, text) => {
    const parsed = parseBatchOutput(Buffer.from(text, 'latin1'), NONCE, 3);
    expect(parsed.fault).toBeTypeOf('string');
    expect(parsed.frames).toEqual([]);
    expect(parsed.end).toBeUndefined();
  });
});

describe('what no supervisor writes', () => {
  const run = { output: Buffer.from('x'), stderr: Buffer.alloc(0), cause: '-', exitCode: 0 };
  const followedBy = (text: string) => Buffer.concat([begin, frame(1, run), Buffer.from(text)]);

  it.each([
    [
      'a frame with another nonce',
      followedBy(frame(2, run).toString('latin1').replaceAll(NONCE, 'f'.repeat(32))),
    ],
    ['END with another nonce', followedBy(end(1).toString('latin1').replaceAll(NONCE, 'f'.repeat(32)))],
    ['words between frames', followedBy('AC AC AC')],
    ['a line of ours that is none', followedBy(`\n@${NONCE} 2 AC\n`)],
    ['the first frame once more', followedBy(frame(1, run).toString('latin1'))],
    ['END that counts wrong', followedBy(end(2).toString('latin1'))],
    ['words after END', followedBy(`${end(1).toString('latin1')}AC`)],
    ['a second END', followedBy(end(1).toString('latin1').repeat(2))],
  ])('is told apart from what broke off: %s', (_, bytes) => {
    expect(parseBatchOutput(bytes, NONCE, 3)).toMatchObject({ fault: expect.any(String), forged: true });
  });
});

describe('a batch on stdin', () => {
  it('is a header, the lengths, and the inputs back to back', () => {
    const bytes = writeBatchInput(
      {
        nonce: NONCE, cpuMs: 1000, wallMs: 4000.7, memoryKiB: 65536, dataKiB: 1, stackKiB: 2, outputBytes: 3,
        processes: 4, totalCpuMs: 5, totalWallMs: 6, totalOutputBytes: 7, stopAtFailure: true, mode: 'fork-stdio', outputFrom: 8,
      }, // biome-ignore format: one line a group
      [Buffer.from('one\n'), Buffer.from(''), Buffer.from('3')],
    );
    expect(Buffer.from(bytes).toString()).toBe(
      `ASSIZE 1 ${NONCE} 3\n1000 4000 65536 1 2 3 4 5 6 7 1 3 8\n4\n0\n1\none\n3`,
    );
  });
});

describe('conversations', () => {
  const turns = fc.array(
    fc.record({ by: fc.constantFrom('program' as const, 'interactor' as const), text: nastyOutput }),
    { maxLength: 5 },
  );
  const conversation = fc.record({
    first: fc.constantFrom('P', 'I', '-'),
    cause: fc.constantFrom('-', 'C', 'W', 'M', 'K'),
    exitCode: fc.nat(255),
    stuck: fc.boolean(),
    message: nastyOutput,
    score: fc.uint8Array({ maxLength: 64 }),
    stderr: nastyOutput,
    turns,
  });
  type Spoken = typeof conversation extends fc.Arbitrary<infer T> ? T : never;
  const tell = (number: number, spoken: Spoken) => {
    const records = Buffer.concat(
      spoken.turns.flatMap(({ by, text }) => [
        Buffer.from(`${by === 'program' ? 'P' : 'I'}${String(text.length).padStart(8, '0')}`),
        text,
      ]),
    );
    const { message, score, stderr } = spoken;
    return Buffer.concat([
      Buffer.from(
        `\n@${NONCE} I ${number} ${spoken.first} ${spoken.cause} ${spoken.exitCode} 0 5 6 ${spoken.stuck ? 1 : 0} 1 0 ${message.length} ${score.length} ${stderr.length} 1000 ${records.length}\n`,
      ),
      ...[message, score, stderr, records],
    ]);
  };
  const all = (runs: readonly (readonly [Written, Spoken])[]) =>
    Buffer.concat([
      begin,
      ...runs.flatMap(([run, spoken], at) => [frame(at + 1, run), tell(at + 1, spoken)]),
      end(runs.length),
    ]);
  const runs = fc.array(fc.tuple(written, conversation), { minLength: 1, maxLength: 4 });

  it('are read back as they were written, whatever both sides said', () => {
    fc.assert(
      fc.property(runs, (each) => {
        const parsed = parseBatchOutput(all(each), NONCE, each.length, true);
        expect(parsed.fault).toBeUndefined();
        expect(parsed.end).toBeDefined();
        parsed.frames.forEach(({ output, conversation: told }, at) => {
          const [run, spoken] = each[at]!;
          expect(output).toEqual(new Uint8Array(run.output));
          expect(told).toMatchObject({
            cause: spoken.cause,
            exitCode: spoken.exitCode,
            stuck: spoken.stuck,
            message: new Uint8Array(spoken.message),
            stderr: new Uint8Array(spoken.stderr),
            turns: spoken.turns.map(({ by, text }) => ({ by, text: new Uint8Array(text) })),
          });
        });
      }),
    );
  });

  it('belong to their frames: without one, cut or changed, what was before it counts alone', () => {
    fc.assert(
      fc.property(
        runs,
        fc.nat(),
        fc.uint8Array({ maxLength: 20 }),
        fc.nat(20),
        (each, at, inserted, removed) => {
          const bytes = all(each);
          const from = at % bytes.length;
          const cut = parseBatchOutput(bytes.subarray(0, from), NONCE, each.length, true);
          expect(cut.end).toBeUndefined();
          for (const told of cut.frames) expect(told.conversation).toBeDefined();
          const damaged = Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + removed)]);
          const parsed = parseBatchOutput(damaged, NONCE, each.length, true);
          expect(parsed.frames.length).toBeLessThanOrEqual(each.length);
          const plain = parseBatchOutput(bytes, NONCE, each.length);
          expect(plain.frames).toHaveLength(1);
          expect(plain.fault).toBeDefined();
        },
      ),
    );
  });
});
