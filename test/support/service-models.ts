import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GAPLESS_RELEASE, modelGaps } from './model-gaps.ts';
import { checkShape, type Finding, type Shape, type ShapeReference } from './service-shapes.ts';

interface ServiceModel {
  readonly operations: Readonly<
    Record<string, { readonly input?: ShapeReference; readonly errors?: readonly ShapeReference[] }>
  >;
  readonly shapes: Readonly<
    Record<string, Shape & { readonly error?: { code?: string; httpStatusCode?: number }; fault?: boolean }>
  >;
}

/** An error that a call may answer, as its service's model lists it. */
export interface ModelledError {
  readonly code: string;
  /** HTTP status, where the protocol gives errors one of their own. */
  readonly status?: number | undefined;
  /** The service's own fault. */
  readonly fault: boolean;
}

/** One request, as the SDK was asked for it. */
export interface ServiceRequest {
  /** The SDK's id of the service: `EC2`, `Cognito Identity Provider`. */
  readonly serviceId: string;
  readonly operation: string;
  readonly input: unknown;
}

/** AWS's own models of its services, as AWS ships them in botocore. */
export interface ServiceModels {
  /** The release of botocore that they came with: `[1, 29, 27]`. */
  readonly release: readonly number[];
  /** What the service's model does not allow in the request, but for what that release is too old to know. */
  check(request: ServiceRequest): Finding[];
  /** The errors that a call of a service (a folder of the models) may answer. */
  errorsOf(service: string, operation: string): ModelledError[];
  /** Error codes upon which botocore retries later. */
  throttlingCodes(): string[];
}

/** Where Debian's python3-botocore puts them. */
const DEBIAN_FOLDER = '/usr/lib/python3/dist-packages/botocore/data';

/** Compares releases, number by number. */
function isBefore(release: readonly number[], other: readonly number[]): boolean {
  const at = other.findIndex((number, index) => (release[index] ?? 0) !== number);
  return at >= 0 && (release[at] ?? 0) < (other[at] ?? 0);
}

/** The release of the package; a folder that does not say counts as the newest. */
function readRelease(packageFolder: string): number[] {
  const path = join(packageFolder, '__init__.py');
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const version = /__version__ = '([\d.]+)'/.exec(source)?.[1];
  return version?.split('.').map(Number) ?? [Number.POSITIVE_INFINITY];
}

function readModel(folder: string): ServiceModel | undefined {
  if (!existsSync(folder)) return undefined;
  const newest = readdirSync(folder).sort().at(-1) ?? '';
  const path = join(folder, newest, 'service-2.json');
  const text = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(text.toString('utf8')) as ServiceModel;
}

/** Reads the models of a folder such as botocore's `data`, each when it is first asked; undefined where there are none. */
export function openServiceModels(
  folder: string = process.env.BOTOCORE_DATA || DEBIAN_FOLDER,
): ServiceModels | undefined {
  if (!existsSync(folder)) return undefined;
  const release = readRelease(dirname(folder));
  const models = new Map<string, ServiceModel | undefined>();
  const gaps = isBefore(release, GAPLESS_RELEASE) ? modelGaps : [];
  const modelOf = (service: string) => {
    if (!models.has(service)) models.set(service, readModel(join(folder, service)));
    return models.get(service);
  };
  return {
    release,
    check({ serviceId, operation, input }) {
      const kebab = serviceId.toLowerCase().replaceAll(' ', '-');
      const service = kebab === 'cognito-identity-provider' ? 'cognito-idp' : kebab;
      const model = modelOf(service);
      const found = model?.operations[operation];
      const none: Shape = { type: 'structure' };
      const findings: Finding[] =
        !model || !found
          ? [{ path: operation, shape: service, rule: 'operation', found: operation }]
          : checkShape({ '': none, ...model.shapes }, found.input?.shape ?? '', input ?? {}, operation);
      return findings.filter(
        (finding) =>
          !gaps.some(
            (gap) =>
              gap.service === service &&
              gap.shape === finding.shape &&
              gap.rule === finding.rule &&
              gap.found.test(finding.found),
          ),
      );
    },
    errorsOf(service, operation) {
      const model = modelOf(service);
      return (model?.operations[operation]?.errors ?? []).map(({ shape }) => {
        const { error, fault = false } = model?.shapes[shape] ?? {};
        return { code: error?.code ?? shape, status: error?.httpStatusCode, fault };
      });
    },
    throttlingCodes() {
      const { definitions } = JSON.parse(readFileSync(join(folder, '_retry.json'), 'utf8')) as {
        definitions: Record<
          string,
          { applies_when: { response?: { service_error_code?: string; http_status_code?: number } } }
        >;
      };
      const codes = Object.values(definitions).map(({ applies_when: { response } }) =>
        response?.http_status_code === 400 ? response.service_error_code : undefined,
      );
      return codes.filter((code) => code !== undefined);
    },
  };
}
