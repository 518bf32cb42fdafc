import { type BundleOptions, makeBundle } from './bundle.ts';
import { planCompile } from './call-limits.ts';
import type { BundleHost, DriverWay } from './execute-request.ts';
import { onlySource } from './function/driver.ts';
import type { Signature } from './function/signature.ts';
import { encodeValue, readArguments } from './function/values.ts';
import { joinIncluded } from './included-code.ts';
import { meetsInteractors, WHY_NO_INTERACTOR } from './interactive/interactor-program.ts';
import type { PreparedInteraction } from './interactive/prepare-interaction.ts';
import { JudgeError } from './judge.ts';
import type { JudgeSubmissionRequest } from './judge-submission.ts';
import type { Language, ProgramLayout } from './languages/language.ts';
import { isOneSource } from './languages/layout.ts';
import { DEFAULT_LIMITS } from './problem-limits.ts';
import type { SingleProgram } from './single-run.ts';
import type { Architecture } from './supervisors.ts';

/** A participant's source, ready to be run. */
export interface PreparedProgram {
  makeBundle(host: BundleHost): Uint8Array;
  readonly single?: SingleProgram;
  readonly driver?: DriverWay;
  /** What the program gets for a test case's input. */
  encodeInput(input: Uint8Array): Uint8Array;
}

/** The server holds an input in its memory, and the child in a memory file, which the host's file limit caps. */
const FORK_SERVER_LARGEST_INPUT = 256 * 1024;

type Wanted = Pick<
  JudgeSubmissionRequest,
  'source' | 'entryPoint' | 'included' | 'limits' | 'signature' | 'forkServer' | 'headStartLanguages'
>;

/**
 * Lays out a submission: a whole program, or `solve` with a generated driver when the problem has a signature. Throws
 * UnsafeFileNameError, and TypeError for a function submission of several files.
 *
 * @param interaction what a whole program talks with; then it has a process for each test case, in batches alone
 */
export function prepareProgram(
  request: Wanted,
  language: Language,
  interaction?: PreparedInteraction,
): PreparedProgram {
  return request.signature === undefined
    ? prepareWhole(request, language, interaction)
    : prepareFunction(request, language, request.signature);
}

function prepareWhole(
  { limits, forkServer = true, headStartLanguages = [], ...wanted }: Wanted,
  language: Language,
  interaction: PreparedInteraction | undefined,
): PreparedProgram {
  if (interaction !== undefined && !meetsInteractors(language))
    throw new JudgeError('rejected', `${language.name} ${WHY_NO_INTERACTOR}`);
  const { source, entryPoint, loaded } = joinIncluded(wanted, language);
  const layout = language.layOut(source, entryPoint);
  const program = {
    language,
    layout,
    loaded,
    memoryKiB: limits.memoryKiB,
    headStart: headStartLanguages.includes(language.id),
  };
  if (interaction !== undefined)
    return {
      makeBundle: once(limits, (forHost, host) =>
        makeBundle({ ...program, interactor: interaction.bundle(host), ...forHost }),
      ),
      encodeInput: (input) => input,
    };
  const single = makeSingle(source, layout, language);
  const server = forkServer ? language.forkServer?.(layout) : undefined;
  return {
    makeBundle: once(limits, (forHost) => makeBundle({ ...program, ...forHost })),
    encodeInput: (input) => input,
    ...(single === undefined ? {} : { single }),
    ...(server === undefined
      ? {}
      : {
          driver: {
            mode: 'fork-stdio',
            makeBundle: once(limits, (forHost) => makeBundle({ ...program, driver: server, ...forHost })),
            largestInput: FORK_SERVER_LARGEST_INPUT,
            always: false,
          },
        }),
  };
}

function prepareFunction(
  { source, limits, headStartLanguages = [] }: Wanted,
  language: Language,
  signature: Signature,
): PreparedProgram {
  const driver = language.functions;
  if (driver === undefined)
    throw new JudgeError('rejected', `function problems cannot be solved in ${language.name}`);
  const { memoryKiB } = limits;
  const layout = driver.layOut(onlySource(source), signature);
  const bundle = once(limits, (forHost) =>
    makeBundle({
      language,
      layout,
      memoryKiB,
      headStart: headStartLanguages.includes(language.id),
      ...forHost,
      // The driver reads the participant's source itself, and says what it cannot read: nothing is checked before.
      driver: { files: [], run: language.run(layout, memoryKiB) },
    }),
  );
  const type = { kind: 'record', name: 'arguments', fields: signature.parameters } as const;
  return {
    makeBundle: bundle,
    driver: { mode: driver.mode, makeBundle: bundle, largestInput: Number.POSITIVE_INFINITY, always: true },
    encodeInput: (input) => {
      const values = readArguments(signature.parameters, new TextDecoder().decode(input));
      return encodeValue(
        type,
        Object.fromEntries(signature.parameters.map(({ name }, i) => [name, values[i] as never])),
      );
    },
  };
}

function makeSingle(
  source: Wanted['source'],
  layout: ProgramLayout,
  language: Language,
): SingleProgram | undefined {
  // The judge's own way gives such a program no input.
  if (language.queries !== undefined) return undefined;
  if (language.judge0.fits?.(layout) === false) return undefined;
  const files = isOneSource(source) ? [{ content: source }] : source;
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) return undefined;
  const bytes = typeof file.content === 'string' ? new TextEncoder().encode(file.content) : file.content;
  return {
    languageId: language.judge0.id,
    source: bytes,
    ...(language.unreadable === undefined ? {} : { unreadable: language.unreadable }),
  };
}

type Make = (host: BundleHost) => Uint8Array;
type ForHost = Pick<BundleOptions, 'architectures' | 'compileLimits'>;

/** A bundle is made when it is first needed, and not again for the next call to a machine of the same kind. */
function once(
  problem: Wanted['limits'],
  make: (forHost: ForHost, host: BundleHost['limits']) => Uint8Array,
): Make {
  const made = new Map<Architecture | undefined, Uint8Array>();
  return ({ limits, architecture }) => {
    const bundle =
      made.get(architecture) ??
      make(
        {
          compileLimits: planCompile(limits, { ...DEFAULT_LIMITS, ...problem }),
          ...(architecture === undefined ? {} : { architectures: [architecture] }),
        },
        limits,
      );
    made.set(architecture, bundle);
    return bundle;
  };
}
