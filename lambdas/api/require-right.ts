import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Route } from '../../core/api/route.ts';
import { scopeOf } from '../../core/api/scope-of.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { fullScope } from '../../core/exam/machine.ts';
import type { TokenHolder } from './caller.ts';

/** @throws ApiProblem `missing-role` or, of a machine, `missing-scope` for who may not ask this of the API at all */
export function requireRight(route: Route, { roles }: Caller, holder: TokenHolder | undefined): void {
  if (route.roles === 'anyone') return;
  const what = `${route.method} ${route.path}`;
  if (holder?.kind === 'machine') requireScope(route, what, holder.machine.name, holder.scopes);
  if (!route.roles.some((role) => roles.includes(role)))
    throw new ApiProblem(
      'missing-role',
      `${what} is for ${route.roles.join(' and ')}; you are ${roles.join(' and ') || 'in no group'}`,
    );
}

function requireScope(route: Route, what: string, machine: string, scopes: readonly string[]): void {
  const scope = scopeOf(route);
  if (scope === undefined)
    throw new ApiProblem('missing-scope', `${what} is for people: no machine may ask it`);
  const needed = fullScope(scope);
  if (!scopes.includes(needed))
    throw new ApiProblem(
      'missing-scope',
      `${what} needs the scope ${needed}; the token of ${machine} has ${scopes.join(' ') || 'none'}`,
      { scope: needed },
    );
}
