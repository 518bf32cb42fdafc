import type {
  ExaminationStore,
  ExaminedJudge,
  LanguageSeen,
  SandboxSeen,
  StandingExamination,
} from '../../../core/submissions/standing-examination.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryExaminationStore implements ExaminationStore {
  readonly #rows = new Map<
    string,
    StandingExamination & { readonly holder?: { readonly leaseId: string; readonly until: number } }
  >();

  async get(judge: ExaminedJudge): Promise<StandingExamination | undefined> {
    const row = this.#rows.get(examKeyOf(judge));
    if (row === undefined) return undefined;
    const { holder: _, ...examination } = row;
    return examination;
  }

  async claim(judge: ExaminedJudge, leaseId: string, until: number, now: number) {
    const row = this.#rows.get(examKeyOf(judge)) ?? { languages: [] };
    if (row.holder !== undefined && row.holder.until > now) return undefined;
    this.#rows.set(examKeyOf(judge), { ...row, holder: { leaseId, until } });
    return await this.get(judge);
  }

  async renew(judge: ExaminedJudge, leaseId: string, until: number): Promise<boolean> {
    return this.#changeIfHeld(judge, leaseId, (row) => ({ ...row, holder: { leaseId, until } }));
  }

  async note(
    judge: ExaminedJudge,
    leaseId: string,
    found: { readonly language: LanguageSeen } | SandboxSeen,
  ): Promise<boolean> {
    return this.#changeIfHeld(judge, leaseId, (row) => {
      if ('sandbox' in found) return { ...row, ...found };
      const others = row.languages.filter(({ language }) => language !== found.language.language);
      const languages = [...others, found.language].toSorted((a, b) => (a.language < b.language ? -1 : 1));
      return { ...row, languages };
    });
  }

  async release(judge: ExaminedJudge, leaseId: string): Promise<void> {
    this.#changeIfHeld(judge, leaseId, ({ holder: _, ...row }) => row);
  }

  #changeIfHeld(
    judge: ExaminedJudge,
    leaseId: string,
    change: (row: StandingExamination & { readonly holder?: object }) => StandingExamination,
  ): boolean {
    const row = this.#rows.get(examKeyOf(judge));
    if (row?.holder?.leaseId !== leaseId) return false;
    this.#rows.set(examKeyOf(judge), change(row));
    return true;
  }
}

const examKeyOf = ({ sessionId, hostId }: ExaminedJudge) => `${sessionId}/${hostId}`;
