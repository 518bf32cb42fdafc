/** A file that somebody downloads. */
export interface ResultDocument {
  /** Without a charset: see `encoding`. */
  readonly mediaType: string;
  /** ASCII, safe in every file system. */
  readonly fileName: string;
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le';
}

/** A file name of what a session is called: lower-case ASCII words joined by dashes. */
export function fileNameOf(name: string, what: string, extension: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${[words === '' ? 'session' : words, what].join('-')}.${extension}`;
}
