import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ArtifactManifest,
  AssemblyManifest,
  AssetManifest,
  AssetManifestProperties,
  AwsCloudFormationStackProperties,
} from 'aws-cdk-lib/cloud-assembly-schema';

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
}

export interface CloudAssembly {
  readonly dir: string;
  /** Each after those that it depends on. */
  readonly stacks: readonly AssemblyStack[];
  /** By object key in the bootstrap bucket. */
  readonly assets: ReadonlyMap<string, FileAsset>;
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
  const { artifacts = {} } = readJson<AssemblyManifest>(manifestFile);
  const assets = new Map<string, FileAsset>();
  const stacks = new Map<string, AssemblyStack>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    const type: string = artifact.type;
    if (type === 'cdk:asset-manifest')
      addAssets(dir, (artifact.properties as AssetManifestProperties).file, assets);
    else if (type === 'aws:cloudformation:stack') {
      const {
        stackName = id,
        templateFile,
        parameters = {},
      } = artifact.properties as AwsCloudFormationStackProperties;
      stacks.set(id, { name: stackName, template: readJson<Template>(join(dir, templateFile)), parameters });
    } else if (!WITHOUT_RESOURCES.has(type)) {
      throw new Error(
        `artifact ${id} of ${manifestFile} is of kind ${type}, which local mode does not serve`,
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
      assets.set(objectKey, { path: join(dir, source.path!) });
    }
  }
}

function sortByDependency(
  stacks: ReadonlyMap<string, AssemblyStack>,
  artifacts: Readonly<Record<string, ArtifactManifest>>,
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
