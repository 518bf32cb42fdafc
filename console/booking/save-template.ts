import type { StaffSession } from '../../core/api/sessions.ts';
import { draftOfGrading, type GradingDraft } from '../grading/grading-draft.ts';

/** What of a session is booked again: everything but the people and the hours. */
export interface Template {
  readonly name: string;
  readonly durationMinutes: number;
  readonly problems: readonly { readonly problemId: string; readonly label: string; readonly name: string }[];
  readonly languages: readonly string[];
  readonly policy: StaffSession['policy'];
  /** Absent where nobody had decided how it is graded. */
  readonly grading?: GradingDraft;
}

const KEY = 'assize-templates';

/** The template of a session. */
export function templateOf(
  session: Pick<StaffSession, 'name' | 'times' | 'problems' | 'languages' | 'policy' | 'grading'>,
): Template {
  const { name, times, problems, languages, policy, grading } = session;
  return {
    name,
    durationMinutes: (Date.parse(times.closesAt) - Date.parse(times.opensAt)) / 60_000,
    problems: problems.map((problem) => ({
      problemId: problem.problemId,
      label: problem.label,
      name: problem.name,
    })),
    languages,
    policy,
    ...(grading === undefined ? {} : { grading: draftOfGrading(grading, times.opensAt) }),
  };
}

/** The templates that this browser keeps, by name; none where it keeps nothing or something that cannot be read. */
export function listTemplates(storage: () => Storage = () => localStorage): readonly Template[] {
  try {
    const kept: unknown = JSON.parse(storage().getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTemplate) : [];
  } catch {
    return [];
  }
}

/** Keeps the template of a session in this browser, in place of one of the same name; false where it cannot. */
export function saveTemplate(
  session: Parameters<typeof templateOf>[0],
  storage: () => Storage = () => localStorage,
): boolean {
  const template = templateOf(session);
  return keep([template, ...listTemplates(storage).filter(({ name }) => name !== template.name)], storage);
}

/** Forgets a template. */
export function dropTemplate(name: string, storage: () => Storage = () => localStorage): boolean {
  return keep(
    listTemplates(storage).filter((template) => template.name !== name),
    storage,
  );
}

function keep(templates: readonly Template[], storage: () => Storage): boolean {
  try {
    storage().setItem(KEY, JSON.stringify(templates));
    return true;
  } catch {
    return false;
  }
}

function isTemplate(value: unknown): value is Template {
  const { name, durationMinutes, problems, languages, policy } = (value ?? {}) as Partial<Template>;
  return (
    typeof name === 'string' &&
    typeof durationMinutes === 'number' &&
    Array.isArray(problems) &&
    Array.isArray(languages) &&
    typeof policy === 'object'
  );
}
