import type { Role } from '../core/exam/caller.ts';

/** Who is logged in, as the access token says it. The API decides by itself; the page only chooses what to show. */
export interface Caller {
  readonly username: string;
  readonly roles: readonly Role[];
}

/** Whose an access token is; somebody without name and roles for what is no token. */
export function readCaller(accessToken: string): Caller {
  const claims = readClaims(accessToken);
  const groups = claims['cognito:groups'];
  return {
    username: String(claims['username'] ?? ''),
    roles: Array.isArray(groups) ? (groups as Role[]) : [],
  };
}

/** For how long an access token is good from when it was made, ms; undefined where it does not say. */
export function readLifetime(accessToken: string): number | undefined {
  const { iat, exp } = readClaims(accessToken);
  return typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1_000 : undefined;
}

/** None for what is no token. */
function readClaims(accessToken: string): Readonly<Record<string, unknown>> {
  try {
    const payload = accessToken.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Whether this person looks after the stage, and not only after their own sessions. */
export function isOperator({ roles }: Caller): boolean {
  return roles.includes('operator');
}

/** Whether the API shows sessions to this person as it shows them to those who hold them. */
export function isStaff({ roles }: Caller): boolean {
  return roles.includes('operator') || roles.includes('instructor');
}
