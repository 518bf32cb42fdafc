import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Judge, mode, openJudge, project, zip } from './judge.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await openJudge();
});
afterAll(() => judge.close());

const bash = (script: string, more: Record<string, unknown> = {}) =>
  judge.run(project({ run: script }, more));

describe('how a program ended', () => {
  test('exit codes, and signals of what bash started, are status 11 with the code that bash gave', async () => {
    const ends: [string, number][] = [
      ['exit 3', 3],
      ["bash -c 'kill -SEGV $$'; exit $?", 139],
      ["bash -c 'kill -ABRT $$'; exit $?", 134],
      ["bash -c 'kill -FPE $$'; exit $?", 136],
    ];
    for (const [script, code] of ends) {
      const result = await bash(script);
      expect(result, script).toMatchObject({ status: { id: 11 }, exit_code: code, exit_signal: null });
      expect(result.message).toBe(`Exited with error status ${code}`);
    }
  });

  test('a signal that ends the run itself is told, and its output so far is kept', async () => {
    const killed = await bash('echo before; kill -KILL $$');
    expect(killed).toMatchObject({ status: { id: 12 }, exit_signal: 9, stdout: 'before\n' });
    expect(killed.message).toBe('Caught fatal signal 9');
    expect(await bash('kill -SEGV $$')).toMatchObject({ status: { id: 7 }, exit_signal: 11 });
  });

  test('CPU time of all processes counts against the limit', async () => {
    const burn = 'while :; do :; done';
    const result = await bash(`(${burn})& (${burn})& wait`, {
      cpu_time_limit: 0.6,
      cpu_extra_time: 0,
      wall_time_limit: 10,
    });
    expect(result).toMatchObject({ status: { id: 5 }, message: 'Time limit exceeded', exit_code: 0 });
    expect(Number(result.time)).toBeGreaterThanOrEqual(0.6);
  });

  test('beyond the limit but within the extra time a program may end, and is still too slow', async () => {
    const script = 'for ((i = 0; i < 60000; i++)); do :; done; echo done';
    const result = await bash(script, { cpu_time_limit: 0.01, cpu_extra_time: 5 });
    expect(result).toMatchObject({ status: { id: 5 }, message: 'Time limit exceeded', stdout: 'done\n' });
  });

  test('wall time is limited too, and said to be it', async () => {
    const result = await bash('echo started; sleep 30', { wall_time_limit: 1 });
    expect(result).toMatchObject({
      status: { id: 5 },
      message: 'Time limit exceeded (wall clock)',
      stdout: 'started\n',
    });
    expect(Number(result.wall_time)).toBeGreaterThanOrEqual(1);
  });

  test('beyond the memory limit the biggest process is killed: exit code 137, memory at the limit', async () => {
    const result = await bash(
      'set -o pipefail; head -c 400000000 /dev/zero | tail -c 390000000 > /dev/null',
      {
        memory_limit: 64_000,
      },
    );
    expect(result).toMatchObject({ status: { id: 11 }, exit_code: 137 });
    expect(result.memory).toBeGreaterThanOrEqual(63_000);
    expect(result.memory).toBeLessThanOrEqual(65_000);
  });

  test('output is cut at max_file_size to the byte, by SIGXFSZ', async () => {
    const result = await bash('set -o pipefail; head -c 3000000 /dev/zero | tr "\\0" x', {
      max_file_size: 100,
    });
    expect(result).toMatchObject({ status: { id: 11 }, exit_code: 153 });
    expect(result.stdout).toBe('x'.repeat(100 * 1024));
  });

  test('more processes than allowed cannot be started', async () => {
    const script = 'for i in {1..40}; do sleep 5 & done; wait';
    const result = await bash(script, { max_processes_and_or_threads: 10 });
    expect(result.stderr).toMatch(/fork|Resource temporarily unavailable/);
  });
});

describe('options of a run', () => {
  test('limits may be any fraction, and a CPU limit of 0 is none', async () => {
    const odd = { cpu_time_limit: 1.1, cpu_extra_time: 0.0015, wall_time_limit: 2.2 };
    expect(await bash('echo ran', odd)).toMatchObject({ status: { id: 3 }, stdout: 'ran\n' });
    const none = await bash('for ((i = 0; i < 30000; i++)); do :; done; echo ran', {
      cpu_time_limit: 0,
      cpu_extra_time: 0,
    });
    expect(none).toMatchObject({ status: { id: 3 }, stdout: 'ran\n' });
  });

  test('stderr is apart, or in stdout when asked for', async () => {
    const script = 'echo out; echo err >&2';
    expect(await bash(script)).toMatchObject({ stdout: 'out\n', stderr: 'err\n' });
    expect(await bash(script, { redirect_stderr_to_stdout: true })).toMatchObject({
      stdout: 'out\nerr\n',
      stderr: null,
    });
  });

  test('number_of_runs runs it so often, in a box of its own each time', async () => {
    const result = await bash('test ! -e seen && touch seen && echo first', { number_of_runs: 3 });
    expect(result).toMatchObject({ status: { id: 3 }, stdout: 'first\n', number_of_runs: 3 });
  });

  test('ordinary languages take arguments (without what a shell would read in them) and additional files', async () => {
    const result = await judge.run({
      language_id: 63,
      source_code: 'console.log(process.argv.slice(2).join(), require("./helper.js").answer)',
      command_line_arguments: ' one two; $three | `four` ',
      additional_files: zip({ 'helper.js': 'exports.answer = 42', 'script.js': 'not this one' }),
      memory_limit: 256_000,
    });
    expect(result).toMatchObject({ status: { id: 3 }, stdout: 'one,two,three,four 42\n' });
  });
});

describe('ordinary languages', () => {
  test('OCaml becomes bytecode, as Judge0 compiles it', async (context) => {
    const languages = (await (await judge.request('/languages')).json()) as { id: number }[];
    if (!languages.some(({ id }) => id === 65)) context.skip('the host has no OCaml');
    const source =
      'let () = print_string (if Sys.backend_type = Sys.Bytecode then "bytecode" else "native")\n';
    const result = await judge.run({ language_id: 65, source_code: source });
    expect(result).toMatchObject({ status: { id: 3 }, stdout: 'bytecode' });
  });
});

describe('multi-file programs', () => {
  test('run and compile are its scripts; run.sh and compile.sh are files like any other', async () => {
    const both = { run: 'cat made', compile: 'echo compiled; echo made > made' };
    const result = await judge.run(project({ ...both, 'run.sh': 'echo wrong', 'compile.sh': 'exit 1' }));
    expect(result).toMatchObject({ status: { id: 3 }, stdout: 'made\n', compile_output: 'compiled\n' });
    const none = await judge.run(project({ 'run.sh': 'echo ran', 'compile.sh': 'exit 1' }));
    expect(none).toMatchObject({ status: { id: 11 }, exit_code: 127, stdout: null, compile_output: null });
    expect(none.stderr).toBe('/bin/bash: run: No such file or directory\n');
  });

  test('a failing compile is status 6 with its output, stderr included, and nothing of a run', async () => {
    const result = await judge.run(project({ compile: 'echo no; echo good >&2; exit 9', run: 'echo ran' }));
    expect(result).toMatchObject({ status: { id: 6 }, compile_output: 'no\ngood\n', stdout: null });
    expect(result).toMatchObject({ time: null, memory: null, exit_code: null, message: null });
  });

  test('the compile stage sees no input; the run does', async () => {
    const files = { compile: 'cat > seen; readlink /proc/self/fd/0', run: 'wc -c < seen; cat' };
    const result = await judge.run(project(files, { stdin: 'secret' }));
    expect(result).toMatchObject({ stdout: '0\nsecret', compile_output: '/dev/null\n' });
  });

  test('bash runs in /box, as PID 2 of its own namespace, not as root', async () => {
    const streams = 'for n in 0 1 2; do readlink /proc/$$/fd/$n; done | sed "s:.*/::"';
    const result = await bash(`pwd; echo $$; id -u; umask; ${streams}`);
    const [cwd, pid, uid, ...rest] = (result.stdout ?? '').split('\n');
    expect([cwd, pid]).toEqual(['/box', '2']);
    expect(Number(uid)).toBeGreaterThan(0);
    expect(rest).toEqual(['0022', 'stdin.txt', 'stdout.txt', 'stderr.txt', '']);
  });

  test('its environment is the image’s, isolate’s and bash’s, and no more', async () => {
    const result = await bash("env -0 | sort -z | tr '\\n\\0' ' \\n'");
    const variables = Object.fromEntries(
      (result.stdout ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const locale = expect.stringMatching(/^(en_US|C)\.UTF-8$/);
    expect(variables).toEqual({
      HOME: '/tmp',
      JUDGE0_HOMEPAGE: 'https://judge0.com',
      JUDGE0_MAINTAINER: expect.stringMatching(/./),
      JUDGE0_SOURCE_CODE: 'https://github.com/judge0/judge0',
      JUDGE0_VERSION: '1.13.1',
      LANG: locale,
      LANGUAGE: 'en_US:en',
      LC_ALL: locale,
      LIBC_FATAL_STDERR_: '1',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      PWD: '/box',
      SHLVL: '1',
      _: '/usr/bin/env',
    });
    expect(result.stderr).toBeNull();
  });

  test('its limits are those that were asked for, to the one', async () => {
    const limits = { max_processes_and_or_threads: 60, max_file_size: 77, stack_limit: 65_000 };
    const script = 'ulimit -u; ulimit -f; ulimit -s; ulimit -n; ulimit -l; ulimit -v; ulimit -Hu';
    expect((await bash(script, limits)).stdout?.split('\n')).toEqual([
      ...['60', '77', '65000', '512', '0', 'unlimited', '60'],
      '',
    ]);
  });

  test('box and /tmp are its own alone, and both go from compiling to running', async () => {
    const files = {
      compile: 'echo compiled > /tmp/word; echo compiled > word',
      run: 'stat -c "%a %U" /box /tmp | sort -u | wc -l; stat -c %a /box /tmp; cat /tmp/word word; ls -A /tmp',
    };
    expect((await judge.run(project(files))).stdout).toBe('1\n700\n700\ncompiled\ncompiled\nword\n');
  });

  test('bash tells of crashes, by the name of its script and the command', async () => {
    const crash = await bash("bash -c 'kill -SEGV $$'; exit 0");
    expect(crash.stderr).toMatch(/^run: line 1: +\d+ Segmentation fault +bash -c 'kill -SEGV \$\$'\n$/);
    const failed = await judge.run(project({ compile: 'no-such-tool', run: 'true' }));
    expect(failed.compile_output).toBe('compile: line 1: no-such-tool: command not found\n');
  });

  test('a zip without run, or that is none, ends with 127', async () => {
    expect(await judge.run(project({ other: 'x' }))).toMatchObject({ status: { id: 11 }, exit_code: 127 });
    const garbage = { language_id: 89, additional_files: Buffer.from('this is no zip').toString('base64') };
    expect(await judge.run(garbage)).toMatchObject({ status: { id: 11 }, exit_code: 127 });
  });

  test('permissions come from the zip: no system and no mode means rw-r--r--, Unix without a mode none', async () => {
    const tool = Buffer.from('#!/bin/bash\necho tool ran');
    const files = {
      run: 'stat -c %A tool plain; ./tool',
      tool: [tool, mode(0o755)] as [Uint8Array, object],
      plain: 'x',
    };
    expect((await judge.run(project(files))).stdout).toBe('-rwxr-xr-x\n-rw-r--r--\ntool ran\n');
    const unreadable = await judge.run(
      project({ run: [Buffer.from('echo ran'), { os: 3, attrs: 0 }] as [Uint8Array, object] }),
    );
    expect(unreadable).toMatchObject({ status: { id: 11 }, exit_code: 126, stdout: null });
    expect(unreadable.stderr).toBe('/bin/bash: run: Permission denied\n');
  });

  test('paths in the zip cannot leave the box', async () => {
    const files = {
      run: 'cat up/side absolute; ls /tmp',
      '../up/side': 'kept inside\n',
      '/absolute': 'so is this\n',
    };
    expect((await judge.run(project(files))).stdout).toBe('kept inside\nso is this\n');
  });

  test('nothing of a submission is there for the next one', async () => {
    await bash('echo left > /tmp/left; echo left > left');
    expect((await bash('cat /tmp/left left 2>/dev/null; ls -A /tmp')).stdout).toBeNull();
  });

  test('in /dev/shm least of all, where Judge0 leaves it open: ours closes it', async () => {
    await bash('echo left > /dev/shm/assize-left');
    const { stdout } = await bash('cat /dev/shm/assize-left; rm -f /dev/shm/assize-left');
    expect([null, ...(judge.isLocal ? [] : ['left\n'])]).toContain(stdout);
  });
});
