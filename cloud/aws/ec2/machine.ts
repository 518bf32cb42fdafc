/** What an instance knows when it boots: what AWS would tell it in user data and metadata. */
export interface Boot {
  /** Its private address; on no other it may listen. */
  readonly address: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** The script of its launch template; undefined: it has none. */
  readonly userData: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Its disk: gone when the instance is. */
  readonly directory: string;
}

/** What runs inside instances; EC2 itself knows no more of them. */
export interface Machine {
  /** TCP port at which it listens. */
  readonly port: number;
  /**
   * Program, arguments and environment of the process that stands for one machine. It prints a line
   * `{"ready": true, ...}` once it listens, and ends when its standard input closes.
   */
  readonly boot: (boot: Boot) => {
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
  /** True once the machine's own timer would have powered it off; times in ms since 1970. */
  readonly hasPoweredOff: (
    tags: Readonly<Record<string, string>>,
    launchedAt: number,
    now: number,
  ) => boolean;
}
