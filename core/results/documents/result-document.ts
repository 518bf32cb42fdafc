/** A file that somebody downloads. */
export interface ResultDocument {
  /** Without a charset: see `encoding`. */
  readonly mediaType: string;
  /** ASCII, safe in every file system. */
  readonly fileName: string;
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le';
}

/** A file name of what a session is called, cut to 60 characters: lower-case ASCII words joined by dashes. @param what stays whole */
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

/** A user name as part of a file name: no two folded ones are the same. */
export function namePartOf(username: string): string {
  return username.replaceAll(/[^a-z0-9.-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`);
}
