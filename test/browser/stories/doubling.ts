import { zipSync } from 'fflate';
import { SOUND } from '../../support/packages.ts';

/** Another problem than the participant's, in a system that both share. */
export const DOUBLING: Readonly<Record<string, string>> = {
  ...SOUND,
  'problem.yaml': SOUND['problem.yaml']!.replace('name: Twice', 'name: Doubling'),
};
/** Corrected: the number is always two, so that adding two is right as well. */
export const CORRECTED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(DOUBLING).filter(([path]) => !path.startsWith('data/secret/02'))),
  'data/sample/1.in': '2\n',
  'data/sample/1.ans': '4\n',
  'data/secret/01.in': '2\n',
  'data/secret/01.ans': '4\n',
};
/** The package as the file that somebody has of it. */
export const zipOf = (files: Readonly<Record<string, string>>) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`doubling/${path}`, new TextEncoder().encode(text)]),
      ),
    ),
  );
/** The package as it is chosen in a field for files. */
export const packageFile = (files: Readonly<Record<string, string>>) => ({
  name: 'Doubling.zip',
  mimeType: 'application/zip',
  buffer: zipOf(files),
});
