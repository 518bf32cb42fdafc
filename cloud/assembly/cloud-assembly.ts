import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One resource of a template, its properties unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
}

/** A CloudFormation template as the CDK writes it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: unknown;
  readonly Mappings?: unknown;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** Values that the app sets for parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A file or folder that a deployment uploads to the bootstrap bucket. */
export interface FileAsset {
  readonly path: string;
  readonly packaging: 'zip' | 'file';
}

export interface CloudAssembly {
  readonly dir: string;
  /** Each after those that it depends on. */
  readonly stacks: readonly AssemblyStack[];
  /** By object key in the bootstrap bucket. */
  readonly assets: ReadonlyMap<string, FileAsset>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly parameters?: Record<string, string>;
    readonly file?: string;
  };
  readonly dependencies?: readonly string[];
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string; readonly packaging: 'zip' | 'file' };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/** Kinds of artifacts that say nothing about what is to run. */
const WITHOUT_RESOURCES = new Set(['cdk:tree', 'cdk:feature-flag-report', 'cdk:validation-report']);

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/**
 * Reads a cloud assembly: what `cdk synth` leaves in cdk.out.
 *
 * @throws Error when there is none, or when it holds a kind of artifact that is not served locally
 */
export function readCloudAssembly(dir: string): CloudAssembly {
  const manifestFile = join(dir, 'manifest.json');
  if (!existsSync(manifestFile))
    throw new Error(`${dir} holds no cloud assembly (manifest.json); make it with: npm run synth`);
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(manifestFile);
  const assets = new Map<string, FileAsset>();
  const stacks = new Map<string, AssemblyStack>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'cdk:asset-manifest') addAssets(dir, artifact.properties!.file!, assets);
    else if (artifact.type === 'aws:cloudformation:stack') {
      stacks.set(id, {
        name: artifact.properties?.stackName ?? id,
        template: readJson<Template>(join(dir, artifact.properties!.templateFile!)),
        parameters: artifact.properties?.parameters ?? {},
      });
    } else if (!WITHOUT_RESOURCES.has(artifact.type)) {
      throw new Error(
        `artifact ${id} of ${manifestFile} is of kind ${artifact.type}, which local mode does not serve`,
      );
    }
  }
  return { dir, stacks: sortByDependency(stacks, artifacts), assets };
}

function addAssets(dir: string, file: string, assets: Map<string, FileAsset>): void {
  for (const { source, destinations } of Object.values(
    readJson<AssetManifest>(join(dir, file)).files ?? {},
  )) {
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, { path: join(dir, source.path), packaging: source.packaging });
    }
  }
}

function sortByDependency(
  stacks: ReadonlyMap<string, AssemblyStack>,
  artifacts: Readonly<Record<string, Artifact>>,
): AssemblyStack[] {
  const sorted: AssemblyStack[] = [];
  const visited = new Set<string>();
  const visit = (id: string): void => {
    if (visited.has(id)) return;
    visited.add(id);
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    const stack = stacks.get(id);
    if (stack !== undefined) sorted.push(stack);
  };
  for (const id of stacks.keys()) visit(id);
  return sorted;
}
