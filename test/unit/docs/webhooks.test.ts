import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../../core/exam/session-event.ts';
import { RETRY_DELAYS_MS } from '../../../core/webhooks/decide-delivery.ts';
import { signMessage } from '../../../core/webhooks/sign-message.ts';
import { SECRET } from '../../support/webhooks.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
const BODY = JSON.stringify({ type: 'session.settled', data: { name: 'Prüfung' } });
const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const signed = (secrets: readonly string[], at = Date.now()) => ({
  ...signMessage('1-a', BODY, secrets, at),
});
const hasPython = spawnSync('python3', ['--version']).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-webhooks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/webhooks.md', () => {
  it('verifies in JavaScript what we sign, and nothing else', async () => {
    const file = join(folder, 'verify.mjs');
    writeFileSync(file, block('js'));
    const { verify } = (await import(pathToFileURL(file).href)) as {
      verify: (secret: string, headers: object, body: string) => unknown;
    };
    expect(verify(SECRET, signed([SECRET]), BODY)).toEqual(JSON.parse(BODY));
    expect(verify(SECRET, signed([OTHER, SECRET]), BODY)).toEqual(JSON.parse(BODY));
    expect(() => verify(SECRET, signed([OTHER]), BODY)).toThrow('nobody');
    expect(() => verify(SECRET, signed([SECRET]), `${BODY} `)).toThrow('nobody');
    expect(() => verify(SECRET, signed([SECRET], Date.now() - 600_000), BODY)).toThrow('too old');
  });

  it.skipIf(!hasPython)('verifies in Python what we sign, and nothing else', () => {
    const file = join(folder, 'verify.py');
    const main = 'import sys\nprint(json.dumps(verify(*json.loads(sys.argv[1]))))\n';
    writeFileSync(file, `${block('python')}\n${main}`);
    const verify = (...args: unknown[]) =>
      JSON.parse(
        execFileSync('python3', [file, JSON.stringify(args)], { encoding: 'utf8', stdio: 'pipe' }),
      ) as unknown;
    expect(verify(SECRET, signed([OTHER, SECRET]), BODY)).toEqual(JSON.parse(BODY));
    expect(() => verify(SECRET, signed([OTHER]), BODY)).toThrow('nobody');
    expect(() => verify(SECRET, signed([SECRET], Date.now() - 600_000), BODY)).toThrow('too old');
  });

  it('names every event, and the times of all tries', () => {
    for (const type of Object.keys(EVENT_TYPES)) expect(page).toContain(`\`${type}\``);
    const delays = RETRY_DELAYS_MS.map((ms) =>
      ms < 60_000 ? `${ms / 1_000} s` : ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`,
    );
    expect(page).toContain(`again after ${delays.join(', ')},`);
  });
});
