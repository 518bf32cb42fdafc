import { access, constants, mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createJudgeServer } from './api.ts';
import { openBoxes } from './boxes.ts';
import type { JudgeHostConfig } from './config.ts';
import { makeEnvironment } from './environment.ts';
import type { Slot } from './judge.ts';
import { listLanguages } from './languages.ts';
import { makeHeadStarts } from './make-head-starts.ts';
import { openQueue } from './queue.ts';
import { removeTree } from './remove-tree.ts';
import { chooseSandbox, giveUidBack, takeUid } from './sandbox/choose.ts';
import type { SandboxKind } from './sandbox/command.ts';
import type { LivingSandboxes } from './sandbox/prepare.ts';
import { prepareStateDirectory } from './state-directory.ts';
import { findToolchains } from './toolchains.ts';

export type JudgeHostOptions = {
  address: string;
  /** 0 takes a free one. */
  port: number;
  token: string | undefined;
  slots: number;
  dataDirectory: string;
  config: JudgeHostConfig;
  sandbox?: SandboxKind | undefined;
  /** Where what is made ready for compilers is kept, for this host and later ones; absent: there is none. */
  headStarts?: string | undefined;
  log: (line: string) => void;
};

/** A host that is listening. */
export type JudgeHost = {
  url: string;
  sandbox: SandboxKind;
  warning: string | undefined;
  /** Stop listening, kill every program that is running and remove all boxes. */
  stop(): Promise<void>;
};

/** The runner for this machine. Throws an Error on other processors than x86-64 and arm64. */
async function findRunner(): Promise<string> {
  const name = { x64: 'runner-x86_64', arm64: 'runner-aarch64' }[process.arch as string];
  if (process.platform !== 'linux' || name === undefined)
    throw new Error(
      `the local judge host runs on Linux on x86-64 or arm64, not on ${process.platform} ${process.arch}`,
    );
  const path = join(import.meta.dirname, 'runner', name);
  await access(path, constants.X_OK);
  return path;
}

/**
 * Find toolchains, make ready what compilers take if that is wanted, choose a sandbox by trying, and listen. Throws an Error in words for a person when no sandbox works
 * or the address is taken.
 */
export async function startJudgeHost(options: JudgeHostOptions): Promise<JudgeHost> {
  const toolchains = await findToolchains();
  const headStarts =
    options.headStarts === undefined
      ? undefined
      : await makeHeadStarts(options.headStarts, toolchains, options.log);
  const state = await prepareStateDirectory(options.dataDirectory);
  const chosen = await chooseSandbox(
    state,
    toolchains,
    await findRunner(),
    options.sandbox,
    headStarts,
  ).catch(async (error: unknown) => {
    await removeTree(state);
    throw error;
  });
  if (chosen.warning !== undefined) options.log(chosen.warning);
  const languages = new Map(listLanguages(toolchains).map((language) => [language.id, language]));
  const environment = await makeEnvironment(chosen.path);
  const living: LivingSandboxes = new Set();
  const slots: Slot[] = [];
  for (let slot = 0; slot < options.slots; slot++) {
    const directory = join(state, `slot-${slot}`);
    await mkdir(directory, { mode: 0o711 });
    const uid = await takeUid();
    const boxes = openBoxes({ sandbox: chosen.setting, cgroups: chosen.cgroups, living, uid }, directory);
    slots.push({ config: options.config, uid, boxes, environment });
  }
  const now = () => new Date();
  const queue = openQueue(slots, languages, now, options.log);
  const server = createJudgeServer(
    { config: options.config, languages, queue, token: options.token, now },
    options.log,
  );
  const end = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    queue.close();
    for (const sandbox of living) sandbox.end();
    const closed = Promise.all(slots.map(({ boxes, uid }) => boxes.close().then(() => giveUidBack(uid))));
    // A box can be removed once nobody writes to it.
    await Promise.race([closed.catch(() => undefined), setTimeout(500, undefined, { ref: false })]);
    await removeTree(state).catch(() => undefined);
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, resolve);
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.address}:${port}`,
    sandbox: chosen.setting.kind,
    warning: chosen.warning,
    stop: end,
  };
}
