import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findAccess } from '../../../cli/access.ts';
import { CommandError } from '../../../cli/exit-codes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-machine-'));
  const set = {
    XDG_CONFIG_HOME: folder,
    ASSIZE_LOCAL: '',
    ASSIZE_API_URL: 'https://exams.example.edu/v1',
    ASSIZE_CLIENT_ID: 'id',
    ASSIZE_CLIENT_SECRET: 'secret',
    ASSIZE_ON_BEHALF_OF: '',
  };
  for (const [name, value] of Object.entries(set)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const asMachine = (onBehalfOf?: string, as?: string) => findAccess({ machine: { onBehalfOf }, as });

describe('the way to Assize as a machine', () => {
  it('is said by the environment', () => {
    expect(asMachine('ada')).toMatchObject({
      apiUrl: 'https://exams.example.edu',
      who: 'ada (by a machine)',
    });
    vi.stubEnv('ASSIZE_ON_BEHALF_OF', 'bob');
    expect(asMachine()).toMatchObject({ who: 'bob (by a machine)' });
  });

  it('is that of the machine of a local system where the environment says none', () => {
    for (const name of ['ASSIZE_API_URL', 'ASSIZE_CLIENT_ID', 'ASSIZE_CLIENT_SECRET'])
      vi.stubEnv(name, undefined);
    const file = join(folder, 'local.json');
    const local = {
      apiUrl: 'http://127.0.0.1:1',
      endpointUrl: 'http://127.0.0.1:2',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      tokens: { operator: '', instructor: '', participants: [] },
      machines: [{ clientId: 'own', clientSecret: 'own' }],
    };
    writeFileSync(file, JSON.stringify(local));
    vi.stubEnv('ASSIZE_LOCAL', file);
    expect(asMachine('instructor')).toMatchObject({ apiUrl: 'http://127.0.0.1:1' });
    writeFileSync(file, JSON.stringify({ ...local, machines: [] }));
    expect(() => asMachine('instructor')).toThrow('ASSIZE_CLIENT_ID is missing');
  });

  it.each([
    ['ASSIZE_ON_BEHALF_OF', 'say for whom with --on-behalf-of NAME'],
    ['ASSIZE_CLIENT_ID', 'ASSIZE_CLIENT_ID is missing'],
    ['ASSIZE_CLIENT_SECRET', 'ASSIZE_CLIENT_SECRET is missing'],
    ['ASSIZE_API_URL', 'ASSIZE_API_URL is missing'],
  ])('says what is missing without %s', (name, said) => {
    vi.stubEnv('ASSIZE_ON_BEHALF_OF', 'ada');
    vi.stubEnv(name, undefined);
    expect(() => asMachine()).toThrow(CommandError);
    expect(() => asMachine()).toThrow(said);
  });

  it('is not two ways', () => {
    expect(() => asMachine('ada', 'operator')).toThrow('two callers');
    vi.stubEnv('ASSIZE_API_URL', 'exams');
    expect(() => asMachine('ada')).toThrow('ASSIZE_API_URL is no URL');
  });
});
