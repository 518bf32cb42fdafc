import { readRetryAfter } from '../core/api/ask-schedule.ts';
import type { LiveSession, SessionLedger } from '../core/api/live.ts';
import type { ProblemDetails } from '../core/api/problem-details.ts';
import type { StaffSession } from '../core/api/sessions.ts';
import type { Scoreboard } from '../core/api/submissions.ts';
import type { ClientConfig } from '../core/api/system.ts';

/** An answer that is not what was asked for, in words for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when nothing answered. */
  readonly status: number;
  /** What its `Retry-After` asks to wait, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The sentence of an error body: ours (problem+json) or the gateway's (`{"message"}`). */
function sentenceOf(status: number, body: unknown): string {
  const { detail, title, message } = (body ?? {}) as Partial<ProblemDetails> & { message?: string };
  return detail ?? message ?? title ?? `The API answered ${status}.`;
}

async function call<Answer>(path: string, token: string | undefined, signal?: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'The API does not answer. Trying again.');
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
    throw new ApiError(response.status, sentenceOf(response.status, body), retryAfterMs);
  }
  return body as Answer;
}

/** The API as the page uses it; every call throws `ApiError`. */
export const api = {
  config: () => call<ClientConfig>('/v1/config', undefined),
  listSessions: (token: string, signal?: AbortSignal) =>
    call<{ items: StaffSession[] }>('/v1/sessions?limit=50', token, signal),
  live: (token: string, sessionId: string, since: string | undefined, signal?: AbortSignal) =>
    call<LiveSession>(
      `/v1/sessions/${sessionId}/live${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`,
      token,
      signal,
    ),
  ledger: (token: string, sessionId: string, signal?: AbortSignal) =>
    call<SessionLedger>(`/v1/sessions/${sessionId}/ledger`, token, signal),
  scoreboard: (token: string, sessionId: string, signal?: AbortSignal) =>
    call<Scoreboard>(`/v1/sessions/${sessionId}/scoreboard`, token, signal),
};

/** Logs in at the user pool. Resolves with an access token; throws `ApiError` with Cognito's own sentence. */
export async function logIn(config: ClientConfig, username: string, password: string): Promise<string> {
  const endpoint = config.cognitoEndpoint ?? `https://cognito-idp.${config.region}.amazonaws.com/`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: config.userPoolClientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  });
  const body = (await response.json().catch(() => ({}))) as {
    message?: string;
    ChallengeName?: string;
    AuthenticationResult?: { AccessToken?: string };
  };
  const token = body.AuthenticationResult?.AccessToken;
  if (token !== undefined) return token;
  if (body.ChallengeName !== undefined) {
    throw new ApiError(
      response.status,
      `This account must first answer ${body.ChallengeName}: use assize login.`,
    );
  }
  throw new ApiError(response.status, body.message ?? `The user pool answered ${response.status}.`);
}
