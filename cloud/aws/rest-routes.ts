/** An operation of a REST service and the labels of its path. */
export interface RestRoute {
  readonly operation: string;
  /** Function, schedule, group or mapping that the path names, decoded. */
  readonly name: string;
}

type Row = readonly [method: string, path: RegExp, operation: string];

const ROUTES: Readonly<Record<string, readonly Row[]>> = {
  lambda: [
    ['POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, 'Invoke'],
    ['GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ],
  scheduler: [
    ['POST', /^\/schedules\/([^/]+)$/, 'CreateSchedule'],
    ['PUT', /^\/schedules\/([^/]+)$/, 'UpdateSchedule'],
    ['DELETE', /^\/schedules\/([^/]+)$/, 'DeleteSchedule'],
  ],
};

/** Names the call that method and path make; an unknown one is named by them, so that refusals can say it. */
export function readRestRoute(service: string, method: string, path: string): RestRoute {
  for (const [rowMethod, pattern, operation] of ROUTES[service] ?? []) {
    const match = rowMethod === method ? pattern.exec(path) : null;
    if (match !== null) return { operation, name: decodeURIComponent(match[1] ?? '') };
  }
  return { operation: `${method} ${path}`, name: '' };
}
