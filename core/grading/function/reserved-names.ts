import { LANGUAGES } from '../languages/index.ts';

/** Names that a signature cannot use, since one of the languages, or the code around `solve`, has them for itself. */
const drivers = Object.values(LANGUAGES).flatMap(({ functions }) => functions ?? []);

const NAMES = new Set(['solve', 'main', 'result', ...drivers.flatMap(({ reservedNames }) => reservedNames)]);

/** `Assize...`, `Input`, `Result` and `Parameter1` are how drivers name their own. */
const RECORDS = [
  /^(?:Assize.*|Input|Result|Parameter\d+)$/,
  ...drivers.flatMap(({ reservedRecords }) => reservedRecords),
];

/** Whether a parameter or a field may be called so; case does not help, since Go has names in capitals. */
export function isReservedName(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/** Whether a record may be called so. */
export function isReservedRecordName(name: string): boolean {
  return RECORDS.some((reserved) => (typeof reserved === 'string' ? reserved === name : reserved.test(name)));
}
