import type { Command, Option } from 'commander';

/** Shells that completion is written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command with the words that lead to it, without the program's own name. */
interface Place {
  readonly path: readonly string[];
  readonly command: Command;
}

/** A script for a shell that completes every command, option and choice of a program: made from its commands alone. */
export function writeCompletion(program: Command, shell: Shell): string {
  const places = listPlaces(program, []);
  if (shell === 'fish') return writeFish(program.name(), places);
  const bash = writeBash(program.name(), places);
  return shell === 'bash' ? bash : `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

function listPlaces(command: Command, path: readonly string[]): Place[] {
  return [{ path, command }, ...command.commands.flatMap((each) => listPlaces(each, [...path, each.name()]))];
}

/** Options of a command, those of its parents and the help. */
function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...(command.parent === null ? [] : optionsOf(command.parent))];
}

const flagsOf = ({ short, long }: Option) => [long, short].filter((flag) => flag != null);

function writeBash(name: string, places: readonly Place[]): string {
  const groups = places.filter(({ command }) => command.commands.length > 0);
  const steps = groups.flatMap(({ path, command }) =>
    command.commands.map((each) => `"${[...path, each.name()].join(' ')}"`),
  );
  const words = places.map(({ path, command }) => {
    const subcommands = command.commands.map((each) => each.name());
    const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
    const flags = [...optionsOf(command).flatMap(flagsOf), '--help'];
    return `    "${path.join(' ')}") words="${[...subcommands, ...choices, ...flags].join(' ')}" ;;`;
  });
  const choices = places.flatMap(({ path, command }) =>
    command.options.flatMap((option) =>
      option.argChoices === undefined
        ? []
        : flagsOf(option).map(
            (flag) => `    "${[...path, flag].join(' ')}") words="${option.argChoices?.join(' ')}" ;;`,
          ),
    ),
  );
  return `# Completion of ${name}. Load it with: source <(${name} completion bash)
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${path:+$path }\${COMP_WORDS[i]}"
    case "$next" in
      ${steps.join('|')}) path="$next" ;;
    esac
  done
  case "$path" in
${words.join('\n')}
  esac
  case "\${path:+$path }$prev" in
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _${name} ${name} ./${name}
`;
}

function writeFish(name: string, places: readonly Place[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = places.flatMap(({ path, command }) => {
    const at = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const subcommands = command.commands.map((each) => each.name());
    const here =
      subcommands.length === 0 ? at : [...at, `not __fish_seen_subcommand_from ${subcommands.join(' ')}`];
    const when = (conditions: readonly string[]) =>
      conditions.length === 0 ? '' : ` -n ${quote(conditions.join('; and '))}`;
    return [
      ...command.commands.map(
        (each) => `complete -c ${name} -f${when(here)} -a ${each.name()} -d ${quote(each.description())}`,
      ),
      ...command.options.map((option) => {
        const flags = [
          ...(option.long === undefined ? [] : [`-l ${option.long.slice(2)}`]),
          ...(option.short === undefined ? [] : [`-s ${option.short.slice(1)}`]),
        ];
        const takes = option.required || option.optional ? ' -r' : '';
        const choices = option.argChoices === undefined ? '' : ` -f -a ${quote(option.argChoices.join(' '))}`;
        return `complete -c ${name}${when(at)} ${flags.join(' ')}${takes}${choices} -d ${quote(option.description)}`;
      }),
    ];
  });
  return `# Completion of ${name}. Load it with: ${name} completion fish | source\n${lines.join('\n')}\n`;
}
