import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JUDGE_OWN_KIB, JUDGE_WORKER_KIB, LEAST_RUN_KIB } from '../../core/fleet/host-memory.ts';
import { writeHeadStartScript } from '../../core/grading/head-starts.ts';

const assets = join(import.meta.dirname, '..', 'assets', 'judge-host');

/** Files that the user data writes on a host before it installs anything. Paths are absolute; 0600 where there is a secret to come. */
const files: readonly { readonly source: string; readonly target: string; readonly mode: string }[] = [
  { source: 'docker-compose.yml', target: '/opt/assize/docker-compose.yml', mode: '0644' },
  { source: 'judge0.conf', target: '/opt/assize/judge0.conf.template', mode: '0644' },
  { source: 'metadata.sh', target: '/opt/assize/metadata.sh', mode: '0755' },
  { source: 'deadline.sh', target: '/opt/assize/deadline.sh', mode: '0755' },
  { source: 'start-judge.sh', target: '/opt/assize/start-judge.sh', mode: '0755' },
  { source: 'assize-deadline.service', target: '/etc/systemd/system/assize-deadline.service', mode: '0644' },
  { source: 'assize-deadline.timer', target: '/etc/systemd/system/assize-deadline.timer', mode: '0644' },
  { source: 'assize-judge.service', target: '/etc/systemd/system/assize-judge.service', mode: '0644' },
];

/** EC2 refuses longer user data (bytes, before base64). */
export const userDataLimitBytes = 16_384;

export interface HostUserDataOptions {
  /** The host powers itself off after this time whatever its tags say. */
  readonly maxLifetimeHours: number;
}

/**
 * The bash script that makes a judge host of a stock Ubuntu 22.04: writes the files of lib/assets/judge-host, then runs
 * install.sh (deadline timer first, Docker, Judge0's images, cgroup v1, reboot). Contains no secret: the judge's token
 * is a tag of the instance, read from its metadata.
 * @throws Error when the script is longer than EC2 takes
 */
export function buildHostUserData(options: HostUserDataOptions): string {
  const written = files.map(({ source, target, mode }) => {
    const text = readAsset(source)
      .replaceAll('@MAX_LIFETIME_SECONDS@', String(options.maxLifetimeHours * 3600))
      .replaceAll('@OWN_KIB@', String(JUDGE_OWN_KIB))
      .replaceAll('@WORKER_KIB@', String(JUDGE_WORKER_KIB))
      .replaceAll('@LEAST_RUN_KIB@', String(LEAST_RUN_KIB));
    return install(target, mode, text);
  });
  written.push(install('/opt/assize/head-start.sh', '0755', writeHeadStartScript()));
  const [shebang, ...installing] = readAsset('install.sh').split('\n');
  const script = [`${shebang}\n`, ...written, installing.join('\n')].join('');
  const bytes = Buffer.byteLength(script);
  if (bytes > userDataLimitBytes) {
    throw new Error(
      `the user data of a judge host has ${bytes} bytes; EC2 takes ${userDataLimitBytes}: shorten lib/assets/judge-host`,
    );
  }
  return script;
}

function install(target: string, mode: string, text: string): string {
  return `install -D -m ${mode} /dev/stdin ${target} <<'ASSIZE_FILE'\n${text}ASSIZE_FILE\n`;
}

function readAsset(name: string): string {
  return readFileSync(join(assets, name), 'utf8');
}
