import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../adapters/dynamodb/table.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import type { LogRecord } from '../../cloud/lambda/log.ts';
import { type ApiClient, createApiClient, type Fetch } from '../../core/api/client.ts';
import type { CallOf } from '../../core/api/routes.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { PlannedExam } from '../../examples/planned-exam.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LocalSystem, type SystemOptions, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { makeDataDir } from './run-start.ts';

/** The whole application in this process, its functions and hosts in theirs, and what a test does with it. */
export interface LivingSystem {
  readonly system: LocalSystem;
  readonly records: readonly LogRecord[];
  readonly dataDir: string;
  /** The API as this person calls it, and calls again where a new account has no room at the moment; who does not exist yet is made. */
  client(username: string, role: 'operator' | 'instructor' | 'participant'): Promise<ApiClient>;
  /** Imports the exam's problems and books it, to open `opensInMs` from now; `hosts` 1 unless told, and what else is told. */
  book(
    exam: PlannedExam,
    opensInMs: number,
    hosts?: number,
    more?: Pick<CallOf<'createSession'>['body'], 'policy'>,
  ): Promise<StaffSession>;
  /** Rows of a session's submissions as they are stored, by submission id. */
  readSubmissions(sessionId: string): Promise<Map<string, Record<string, unknown>>>;
  /** Name of a function by its folder. */
  nameOf(label: string): string;
  stop(): Promise<void>;
}

/** How long an account without room for one more function is borne, ms. */
const PATIENCE_MS = 120_000;

/**
 * Asks again as long as the gateway refuses because all ten executions of a new account are taken: nothing has run then. On
 * a slow machine they are taken longer, and it is no test's business.
 */
const fetchWhenThereIsRoom: Fetch = async (url, init) => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(url, init);
    const isOurs = response.headers.get('content-type')?.includes('problem+json');
    if (response.status !== 503 || isOurs || Date.now() > until) return response;
    // Else its connection stays taken.
    await response.body?.cancel();
    await sleep(500);
  }
};

/** Builds, synthesizes and starts the whole system in a folder of its own. */
export async function startLivingSystem(options: Partial<SystemOptions> = {}): Promise<LivingSystem> {
  await buildAll();
  const { outDir } = await synthesize();
  const dataDir = options.dataDir ?? makeDataDir().path;
  const records: LogRecord[] = [];
  const system = await startSystem({
    assemblyDir: outDir,
    dataDir,
    account: 'new',
    log: (record) => records.push(record),
    ...options,
  });
  const tokens = new Map<string, string>();
  const client: LivingSystem['client'] = async (username, role) => {
    const token = tokens.get(username) ?? (await system.tokens.issue(username, role));
    tokens.set(username, token);
    return createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch: fetchWhenThereIsRoom });
  };
  const definitionOf = (label: string) => {
    const definition = system.host.definitions().find((one) => one.label === label);
    if (definition === undefined) throw new Error(`there is no function ${label}`);
    return definition;
  };
  const documents = createDocumentClient({
    region: system.region,
    endpoint: system.endpointUrl,
    credentials: system.credentials,
  });
  return {
    system,
    records,
    dataDir,
    client,
    nameOf: (label) => definitionOf(label).name,
    async book(exam, opensInMs, hosts = 1, more = {}) {
      const instructor = await client('instructor', 'instructor');
      const versions = await importProblems(exam.problems, {
        client: instructor,
        upload: uploadPackage,
        clock: systemClock,
        on: () => undefined,
      });
      const { session } = await instructor.call('createSession', {
        headers: {},
        body: {
          name: exam.name,
          opensAt: new Date(Date.now() + opensInMs).toISOString(),
          durationMinutes: exam.durationMinutes,
          problems: exam.problems.map(({ label, problemId }) => ({
            label,
            problemId,
            version: versions.get(problemId)!,
          })),
          languages: [...exam.languages],
          roster: exam.participants.map((participant) => ({ ...participant })),
          deployment: { kind: 'fleet', hosts },
          ...more,
        },
      });
      return session;
    },
    async readSubmissions(sessionId) {
      const { Items } = await documents.send(
        new QueryCommand({
          TableName: definitionOf('submission-executor').environment['SUBMISSIONS_TABLE'],
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': `SESSION#${sessionId}`, ':sk': 'SUBMISSION#' },
        }),
      );
      return new Map((Items ?? []).map((item) => [String(item['sk']).replace('SUBMISSION#', ''), item]));
    },
    async stop() {
      documents.destroy();
      await system.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
