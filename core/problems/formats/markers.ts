/** The formats of problems that are read, by what people call them. */
export const FORMAT_NAMES = {
  icpc: 'problem package format',
  polygon: 'Codeforces Polygon',
  cms: 'CMS, Italian format',
  dmoj: 'DMOJ',
  coderunner: 'Moodle CodeRunner',
} as const;

export type FormatId = keyof typeof FORMAT_NAMES;

/** The file at a package's root that says which format it is in; the first that is there counts. */
export const MARKERS: readonly (readonly [file: string, format: FormatId])[] = [
  ['problem.yaml', 'icpc'],
  ['problem.xml', 'polygon'],
  ['task.yaml', 'cms'],
  ['init.yml', 'dmoj'],
];

/** The marker that a package has, among the names of the files at its root. */
export function markerOf(
  has: (file: string) => boolean,
): { readonly file: string; readonly format: FormatId } | undefined {
  const found = MARKERS.find(([file]) => has(file));
  return found === undefined ? undefined : { file: found[0], format: found[1] };
}
