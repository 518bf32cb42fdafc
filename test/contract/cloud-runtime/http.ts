/** A client of one API with one token. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async get<T>(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T; headers: Headers }> {
    return read(
      await fetch(this.#url + path, { headers: { authorization: `Bearer ${this.#token}`, ...headers } }),
    );
  }

  async post<T>(path: string, body: unknown): Promise<{ status: number; body: T; headers: Headers }> {
    return read(
      await fetch(this.#url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  }
}

async function read<T>(response: Response): Promise<{ status: number; body: T; headers: Headers }> {
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    headers: response.headers,
  };
}

/** Asks until `done` says so. @throws the last answer's text after `timeoutMs` */
export async function until<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms in vain; last: ${JSON.stringify(answer)}`);
    await new Promise((fulfil) => setTimeout(fulfil, 50));
  }
}
