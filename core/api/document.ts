/** Bytes that an operation answers instead of JSON, where the caller asked for a file. */
export class ApiDocument {
  readonly mediaType: string;
  /** ASCII. */
  readonly fileName: string;
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le';
  /** Whether browsers show it, rather than keep it as a file. */
  readonly inline: boolean;

  constructor({
    mediaType,
    fileName,
    text,
    encoding,
    inline = false,
  }: Pick<ApiDocument, 'mediaType' | 'fileName' | 'text' | 'encoding'> & { readonly inline?: boolean }) {
    this.mediaType = mediaType;
    this.fileName = fileName;
    this.text = text;
    this.encoding = encoding;
    this.inline = inline;
  }

  /** What it is served with. */
  get headers(): Readonly<Record<string, string>> {
    return {
      'content-type': `${this.mediaType}; charset=${this.encoding === 'utf-8' ? 'utf-8' : 'utf-16'}`,
      'content-disposition': `${this.inline ? 'inline' : 'attachment'}; filename="${this.fileName}"`,
      'x-content-type-options': 'nosniff',
      // What people have written stands in it: whoever shows it runs nothing of it, and asks nobody else.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals",
    };
  }
}
