/** An answer that says more than its body: another status that its route has, and headers of its own. */
export class Reply<Body extends object> {
  readonly body: Body;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    body: Body,
    more: { readonly status?: number; readonly headers?: Record<string, string> } = {},
  ) {
    this.body = body;
    this.status = more.status;
    this.headers = more.headers ?? {};
  }
}
