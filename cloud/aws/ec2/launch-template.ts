/** A launch template as the templates declare it. Its one version is 1, the latest and the default. */
export interface LaunchTemplate {
  readonly id: string;
  /** An id, or `resolve:ssm:NAME` of the parameter that holds it. */
  readonly imageId: string;
  readonly instanceType: string;
  readonly shutdownBehavior: 'stop' | 'terminate';
  /** The script of the first boot; undefined: it has none. */
  readonly userData: string | undefined;
  /** Security groups of the primary network interface. */
  readonly groupIds: readonly string[];
  readonly hasPublicAddress: boolean;
  /** Tags by the type of resource that gets them; those of `launch-template` are its own. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
