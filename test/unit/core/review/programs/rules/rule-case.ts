/** A rule, a program with the fault, and one without that looks much like it. */
export interface RuleCase {
  readonly rule: string;
  readonly language: string;
  readonly faulty: string;
  /** Line of the finding in the faulty one. */
  readonly line: number;
  readonly sound: string;
  readonly samples?: readonly { readonly input: string; readonly answer: string }[];
}
