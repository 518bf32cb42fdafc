import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type PreparedRun,
  type ProgramOrder,
  prepareRun,
  type Ran,
  type RunSetting,
} from './prepared-run.ts';
import { removeTree } from './remove-tree.ts';
import { SandboxBroken } from './sandbox/prepare.ts';

/** How a program is run, and whether it sees the machine's network. */
export type BoxOrder = ProgramOrder & { shareNetwork: boolean };

/** Where one submission is judged, and the runs of its programs there, one after the other. */
export type Box = {
  /** The directory that programs see as /box. */
  path: string;
  /**
   * Run a program in a run that is ready, or in a new one. With `prepareNext`, the next run is made while this program
   * runs, if there is none yet.
   */
  run(order: BoxOrder, prepareNext?: boolean): Promise<Ran>;
  /** End what runs here and remove everything. */
  remove(): Promise<void>;
};

/** The boxes of one slot: at most one that waits, and those that were used and are still to be removed. */
export type Boxes = {
  /** The box that waits, or a new one. Throws when the slot is closed or the machine gives no box. */
  take(): Promise<Box>;
  /** Remove the boxes that were taken. Throws an Error when something of them is still there. */
  removeUsed(): Promise<void>;
  /** Make a box that waits for the next submission. Never throws: what goes wrong will be told when it is needed. */
  prepare(): void;
  /** End and remove everything; nothing can be taken any more. */
  close(): Promise<void>;
};

/** A box below a directory, with so many runs made ready. */
function makeBox(setting: RunSetting, directory: string, ready: number): Box {
  const id = randomUUID();
  const home = join(directory, id);
  const path = join(home, 'box');
  const temporary = join(home, 'tmp');
  mkdirSync(home, { mode: 0o711 });
  for (const own of [path, temporary]) {
    mkdirSync(own, { mode: 0o700 });
    if (setting.uid !== undefined) chownSync(own, setting.uid, setting.uid);
  }
  const runs: Promise<PreparedRun>[] = [];
  let removed: Promise<void> | undefined;
  const make = (shareNetwork: boolean): Promise<PreparedRun> => {
    if (removed) throw new Error('this box is closed');
    const n = String(runs.length);
    const cgroup = `${basename(directory)}-${id}-${n}`;
    const run = prepareRun(setting, { box: path, temporary }, join(home, n), cgroup, shareNetwork);
    // A run that waits for its turn may fail before anybody asks for it.
    run.catch(() => undefined);
    runs.push(run);
    return run;
  };
  const ahead = Array.from({ length: ready }, () => make(false));
  let before: Promise<void> | undefined;
  const take = async (shareNetwork: boolean): Promise<PreparedRun> => {
    const run = await ahead.shift()?.catch(() => undefined);
    return run?.isReady() && run.shareNetwork === shareNetwork ? run : make(shareNetwork);
  };
  const remove = async () => {
    await Promise.all(runs.map((run) => run.then((made) => made.remove()).catch(() => undefined)));
    await removeTree(home);
  };
  return {
    path,
    run: async (order, prepareNext = false) => {
      const give = async () => {
        const run = await take(order.shareNetwork);
        // Unless we are root, the watcher of an earlier program has its uid, and would count against the cap on this one's processes.
        await before;
        before = run.ended;
        const ran = run.run(order);
        if (prepareNext && ahead.length === 0) ahead.push(make(false));
        return ran;
      };
      return give().catch((error: unknown) => {
        if (!(error instanceof SandboxBroken)) throw error;
        // What broke one that waited may have broken all that wait.
        ahead.length = 0;
        return give();
      });
    },
    remove: () => (removed ??= remove()),
  };
}

/** A submission's: compiling and running. */
const RUNS = 2;

/** The boxes of a slot, below its directory. */
export function openBoxes(setting: RunSetting, directory: string): Boxes {
  let waiting: Box | undefined;
  let used: Box[] = [];
  let closed = false;
  const removeUsed = async () => {
    const boxes = used;
    used = [];
    await Promise.all(boxes.map((box) => box.remove()));
  };
  return {
    take: async () => {
      await removeUsed();
      if (closed) throw new Error('this host is ending');
      const box = waiting ?? makeBox(setting, directory, 1);
      waiting = undefined;
      used.push(box);
      return box;
    },
    removeUsed,
    prepare: () => {
      if (closed || waiting) return;
      try {
        waiting = makeBox(setting, directory, RUNS);
      } catch {
        // whoever needs a box will try again, and tell
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([removeUsed(), waiting?.remove()]);
    },
  };
}
