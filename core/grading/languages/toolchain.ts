/** What compiles or runs a language, and how it is found. */
export interface Toolchain {
  /** What a judge host calls it; unique. */
  readonly name: string;
  /** Programs that must all be there; the first is asked for its version. */
  readonly programs: readonly string[];
  /** Other names under which scripts call one of the programs, where a host gives it them. */
  readonly alsoCalled?: Readonly<Record<string, string>>;
  /** Where Judge0's image has it, below /usr/local: the newest first. */
  readonly imageHomes: readonly string[];
  /** Directories in which a bundle looks after the image's own and before /usr/bin. */
  readonly otherPlaces?: readonly string[];
  /** What brings it on Debian and Ubuntu. */
  readonly debianPackages: readonly string[];
  /** What directories of /etc are called by, up to a `-`, into which its home has links: it does not start without. */
  readonly etc?: string;
  /** Directories elsewhere on the system that it does not work without. */
  readonly data?: readonly string[];
  readonly look: Look;
}

/** How the machine that Assize itself runs on is searched for a toolchain. */
export type Look =
  /** It is the Node that runs this process. */
  | { readonly for: 'own-node' }
  /** It comes with a package of Assize's own, which has native binaries in packages `@NAME/NAME-linux-ARCHITECTURE`. */
  | { readonly for: 'own-package'; readonly name: string; readonly program: string }
  /**
   * Its programs are on the machine. `version`: the arguments with which the first one says its version, or the file of
   * its home whose real name says it, where asking would start a virtual machine.
   */
  | {
      readonly for: 'programs';
      readonly version: readonly string[] | { readonly nameOf: string };
      readonly home?: Home;
      /** Directories that it is installed to and that no PATH need have. */
      readonly directories?: readonly string[];
    };

/**
 * What a sandbox must show of a toolchain that is no part of the system. Absent: the directory above the program's.
 * `behind-links`: that of the program to which links lead. Arguments: the first program is asked, for it may be a
 * shim; it prints the home and, in a second line, where it really is, if that is not in the home's bin.
 */
export type Home = 'behind-links' | readonly string[];

/** Bash that sets `$t` to a program of a toolchain: the image's, else the machine's, else what the PATH has. */
export function pickTool({ imageHomes, otherPlaces = [] }: Toolchain, program: string): string {
  const image = imageHomes.slice(0, 1).map((home) => `/usr/local/${home}/bin`);
  const places = [...image, ...otherPlaces, '/usr/bin'];
  return `pick ${program} ${places.map((place) => `${place}/${program}`).join(' ')}`;
}
