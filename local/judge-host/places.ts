import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTree } from './boxes.ts';
import { SandboxBroken } from './sandbox/prepare.ts';
import { makeStage, type Ran, type Stage, type StageOrder, type StageSetting } from './stage.ts';

/** How a program is run, and whether it sees the machine's network. */
export type PlaceOrder = StageOrder & { shareNetwork: boolean };

/** Where one submission is judged: a box of its own, and the stages that its programs run in, one after the other. */
export type Place = {
  box: string;
  /**
   * Run a program in a stage that is ready, or in a new one. With `prepareNext`, the stage of the next run is made while
   * this program runs, if there is none yet.
   */
  run(order: PlaceOrder, prepareNext?: boolean): Promise<Ran>;
  /** End what runs here and remove everything. */
  remove(): Promise<void>;
};

/** The places of one slot: at most one that waits, and those that were used and are still to be removed. */
export type Places = {
  /** The place that waits, or a new one. Throws when the slot is closed or the machine gives no place. */
  take(): Promise<Place>;
  /** Remove the places that were taken. Throws an Error when something of them is still there. */
  removeUsed(): Promise<void>;
  /** Make a place that waits for the next submission. Never throws: what goes wrong will be told when it is needed. */
  prepare(): void;
  /** End and remove everything; nothing can be taken any more. */
  close(): Promise<void>;
};

/** A place below a directory, with stages for so many runs. */
function makePlace(setting: StageSetting, directory: string, runs: number): Place {
  const id = randomUUID();
  const home = join(directory, id);
  const box = join(home, 'box');
  const temporary = join(home, 'tmp');
  mkdirSync(home, { mode: 0o711 });
  for (const own of [box, temporary]) {
    mkdirSync(own, { mode: 0o700 });
    if (setting.uid !== undefined) chownSync(own, setting.uid, setting.uid);
  }
  const stages: Promise<Stage>[] = [];
  let removed: Promise<void> | undefined;
  const make = (shareNetwork: boolean): Promise<Stage> => {
    if (removed) throw new Error('this place is closed');
    const n = String(stages.length);
    const cgroup = `${basename(directory)}-${id}-${n}`;
    const stage = makeStage(setting, { box, temporary }, join(home, n), cgroup, shareNetwork);
    // A stage that waits for its turn may fail before anybody asks for it.
    stage.catch(() => undefined);
    stages.push(stage);
    return stage;
  };
  const ahead = Array.from({ length: runs }, () => make(false));
  let before: Promise<void> | undefined;
  const take = async (shareNetwork: boolean): Promise<Stage> => {
    const stage = await ahead.shift()?.catch(() => undefined);
    return stage?.isReady() && stage.shareNetwork === shareNetwork ? stage : make(shareNetwork);
  };
  const remove = async () => {
    await Promise.all(stages.map((stage) => stage.then((made) => made.remove()).catch(() => undefined)));
    await removeTree(home);
  };
  return {
    box,
    run: async (order, prepareNext = false) => {
      const give = async () => {
        const stage = await take(order.shareNetwork);
        // Unless we are root, the watcher of an earlier program has its uid, and would count against the cap on this one's processes.
        await before;
        before = stage.ended;
        const ran = stage.run(order);
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

/** The places of a slot, below its directory. */
export function openPlaces(setting: StageSetting, directory: string): Places {
  let waiting: Place | undefined;
  let used: Place[] = [];
  let closed = false;
  const removeUsed = async () => {
    const places = used;
    used = [];
    await Promise.all(places.map((place) => place.remove()));
  };
  return {
    take: async () => {
      await removeUsed();
      if (closed) throw new Error('this host is ending');
      const place = waiting ?? makePlace(setting, directory, 1);
      waiting = undefined;
      used.push(place);
      return place;
    },
    removeUsed,
    prepare: () => {
      if (closed || waiting) return;
      try {
        waiting = makePlace(setting, directory, RUNS);
      } catch {
        // whoever needs a place will try again, and tell
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([removeUsed(), waiting?.remove()]);
    },
  };
}
