import type { Role } from '../core/exam/caller.ts';

/** Who is logged in, as the access token says it. The API decides by itself; the page only chooses what to show. */
export interface Caller {
  readonly username: string;
  readonly roles: readonly Role[];
}

/** The claims of an access token; somebody without name and roles for what is no token. */
export function readCaller(accessToken: string): Caller {
  try {
    const payload = accessToken.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const groups = claims['cognito:groups'];
    return {
      username: String(claims['username'] ?? ''),
      roles: Array.isArray(groups) ? (groups as Role[]) : [],
    };
  } catch {
    return { username: '', roles: [] };
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
