import { describe, expect, it } from 'vitest';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const data = makeTestData([
  ['1 2\n', '3\n'],
  ['4 5\n', '9\n'],
]);
const limits = { timeMs: 1000, memoryKiB: 256 * 1024, outputKiB: 1024 };

describe('output that is written when there is room', () => {
  const print = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const cases = makeTestData(
    [3, 15_000, 40_000].map((n) => [`${n}\n`, `${print(n).join('\n')}\nsum ${(n * (n + 1)) / 2}\n`] as const),
  );
  const head =
    "const n = Number(require('fs').readFileSync(0, 'utf8'));\nlet sum = 0; const lines = [];\nfor (let i = 1; i <= n; i++) { lines.push(i); sum += i; }\n";
  const ends = {
    'exit after one write': `${head}console.log(lines.join('\\n'));\nconsole.log('sum ' + sum);\nprocess.exit(0);\n`,
    'exit after many': `${head}for (const i of lines) console.log(i);\nconsole.log('sum ' + sum);\nprocess.exit();\n`,
    'a write by descriptor after others': `${head}process.stdout.write(lines.join('\\n') + '\\n');\nrequire('fs').writeSync(1, 'sum ' + sum + '\\n');\nprocess.exit();\n`,
    return: `${head}console.log(lines.join('\\n'));\nconsole.log('sum ' + sum);\n`,
  };

  it.each(Object.entries(ends))(
    'is kept to the last byte, as a judge’s file keeps it: %s',
    async (_, source) => {
      for (const options of [{}, { batches: false }])
        expect(
          tellVerdicts(
            await judgeWith(under.judge, 'javascript', source, cases, {
              limits: { ...limits, outputKiB: 2048 },
              ...options,
            }),
          ),
        ).toEqual(['AC', 'AC', 'AC']);
    },
  );

  it('is kept in TypeScript, and what goes to stderr too', async () => {
    const source = `${head.replace("require('fs')", "(require('fs') as any)")}console.error('e'.repeat(300000));\n${'console.log(lines.join("\\n"));\nconsole.log("sum " + sum);\nprocess.exit(0);\n'}`;
    if (!under.offers(74)) return;
    expect(
      tellVerdicts(
        await judgeWith(
          under.judge,
          'typescript',
          source.replace('const lines = []', 'const lines: number[] = []'),
          cases,
          { limits: { ...limits, outputKiB: 2048 } },
        ),
      ),
    ).toEqual(['AC', 'AC', 'AC']);
  });

  it('ends a program that prints without end, which a file would not let wait', async () => {
    const source = "for (;;) console.log('x'.repeat(1000));\n";
    expect(tellVerdicts(await judgeWith(under.judge, 'javascript', source, data, { limits }))).toEqual([
      'OLE',
      'OLE',
    ]);
  });

  it('stays so for whoever asks otherwise', async () => {
    const source = `#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
int main(void) {
  int a, b, on = 1;
  scanf("%d %d", &a, &b);
  int said = fcntl(1, F_SETFL, O_NONBLOCK) | ioctl(1, FIONBIO, &on) | fcntl(2, F_SETFL, O_NONBLOCK);
  int others = fcntl(0, F_SETFL, O_NONBLOCK | O_APPEND) | !(fcntl(0, F_GETFL) & O_NONBLOCK);
  for (int i = 0; i < 200000; i++) if (write(1, "x\\n", 2) != 2) return 3;
  printf("%d %d %d\\n", said, others, fcntl(1, F_GETFL) & O_NONBLOCK);
}
`;
    const wanted = `${'x\n'.repeat(200_000)}0 0 0\n`;
    const cases = makeTestData([['1 2\n', wanted]]);
    expect(tellVerdicts(await judgeWith(under.judge, 'c', source, cases, { limits }))).toEqual(['AC']);
  });
});
