/** What is wrong with a package, told so that its author can mend it. */
export interface Fault {
  /**
   * `error`: the package breaks the format. `unsupported`: the format allows it, Assize does not honour it.
   * `warning`: it can be imported, but the author should know.
   */
  readonly severity: 'error' | 'unsupported' | 'warning';
  /** Stable name for machines: `answer-missing`. */
  readonly code: string;
  /** Path inside the package, or `''` for the package as a whole. */
  readonly file: string;
  /** Line in that file, from 1. */
  readonly line?: number;
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
}

/** `file:line: error: message`, as compilers say it. */
export function formatFault(fault: Fault): string {
  const where =
    fault.file === '' ? 'package' : fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${where}: ${fault.severity}: ${fault.message}`;
}

/** Whether these faults forbid the import. */
export function refuses(faults: readonly Fault[]): boolean {
  return faults.some((fault) => fault.severity !== 'warning');
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
