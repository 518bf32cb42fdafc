import { Argument, type Command } from 'commander';
import { contextOf } from '../context.ts';
import { SHELLS, type Shell, writeCompletion } from '../write-completion.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description('a script by which a shell completes commands and options')
    .addHelpText(
      'after',
      '\nbash: source <(assize completion bash)   zsh: source <(assize completion zsh)   fish: assize completion fish | source\nPut the line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish to keep it.',
    )
    .action((shell: Shell, _options: object, command: Command) => {
      contextOf(command).out(writeCompletion(program, shell).trimEnd());
    });
}
