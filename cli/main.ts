import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { describeFailure, EXIT } from './exit-codes.ts';
import { loadCommands } from './load-commands.ts';

/**
 * The program with its commands: the one that a command line calls, or all of them. It throws instead of ending the process.
 * @param args the command line
 */
export async function makeProgram(args: readonly string[] = []): Promise<Command> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('assize')
    .description('Programming exams on Judge0 hosts that exist only while an exam runs.')
    .version(version)
    .option('--json', 'answers as JSON, for machines')
    .option(
      '--as <who>',
      'in a local system: operator, instructor, or a participant by any name that a roster has (p01)',
    )
    .option(
      '--machine',
      'act as a machine client: ASSIZE_CLIENT_ID, ASSIZE_CLIENT_SECRET and ASSIZE_API_URL say which and where',
    )
    .option('--on-behalf-of <instructor>', 'for whom the machine acts; else ASSIZE_ON_BEHALF_OF')
    .showHelpAfterError('(--help tells more)')
    .addHelpText(
      'after',
      `
Without a login, commands talk to the system that \`npm start\` runs on this machine.
Exit codes: 0 done, 1 the answer is no (a verdict other than AC, a refused package, a finding as grave as --fail-on says), 2 wrong input,
3 not logged in or not allowed, 4 not found, 5 Assize cannot be reached or fails, 6 not now (closed, too soon, changed).`,
    );
  await loadCommands(program, args);
  for (const command of withAll(program)) command.exitOverride();
  return program;
}

function withAll(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAll)];
}

/** Runs one command line. @returns its exit code */
export async function runCommand(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    await (await makeProgram(args)).parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    // Commander has said what is wrong; help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    const { exitCode, message, faults, hint } = describeFailure(error);
    if (json) process.stderr.write(`${JSON.stringify({ error: message, faults, hint, exitCode })}\n`);
    else {
      process.stderr.write(`${pc.red('error')} ${message}\n`);
      for (const fault of faults) process.stderr.write(`  ${fault}\n`);
      if (hint !== undefined) process.stderr.write(`${pc.dim(hint)}\n`);
    }
    return exitCode;
  }
}

// A reader that has enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});
if (import.meta.main) process.exitCode = await runCommand(process.argv.slice(2));
