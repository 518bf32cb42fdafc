import type { ApiClient } from '../api/client.ts';
import type { SourcesQuery } from '../api/sources.ts';
import { given } from '../exam/given.ts';
import type { ComparisonInput } from './compare-programs.ts';
import type { Program, Template } from './program.ts';

/** Of which problem, and which submission of each participant. */
export interface ProgramsWanted {
  readonly sessionId: string;
  readonly label: string;
  readonly pick: SourcesQuery['pick'];
}

/** The way to the API: a call that is made again when what failed is passing. */
export type PatientCall = ApiClient['call'];

/** What was read. */
export interface ReadPrograms extends ComparisonInput {
  /** Submissions whose source is not stored any more. */
  readonly notStored: number;
}

/**
 * Reads all that a comparison needs: programs page by page, and as templates what participants were given: the
 * program that an editor starts with, the stubs of a function, and attachments in a language that programs are in.
 * @param onPage is told after each page how many programs there are
 * @throws ApiError as the calls do
 */
export async function readPrograms(
  call: PatientCall,
  { sessionId, label, pick }: ProgramsWanted,
  onPage: (programs: number) => void = () => undefined,
): Promise<ReadPrograms> {
  const params = { sessionId, label };
  const [{ languages }, { solve, attachments }] = await Promise.all([
    call('getConfig', {}),
    call('getSessionProblem', { params, query: {} }),
  ]);
  const programs: Program[] = [];
  let notStored = 0;
  for (let cursor: string | undefined; ; ) {
    const page = await call('listSources', {
      params,
      query: { pick, ...(cursor === undefined ? {} : { cursor }) },
    });
    programs.push(...page.items.map(({ group, ...program }) => ({ ...program, ...given({ group }) })));
    notStored += page.notStored;
    onPage(programs.length);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  const templates: Template[] = [
    ...languages.map(({ id, editor }) => ({ language: id, source: editor.starter })),
    ...Object.entries(solve?.stubs ?? {}).map(([language, source]) => ({ language, source })),
  ];
  for (const { name } of attachments) {
    const extension = name.split('.').at(-1) ?? '';
    const language = languages.find(({ extensions }) => extensions.includes(extension));
    if (language === undefined || !name.includes('.')) continue;
    const { base64 } = await call('getSessionProblemFile', { params: { ...params, name } });
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    templates.push({ language: language.id, source: new TextDecoder().decode(bytes) });
  }
  return {
    programs,
    templates,
    languages: languages.map(({ id, editor: { grammar } }) => ({
      id,
      ...(grammar === undefined ? {} : { grammar }),
    })),
    notStored,
  };
}
