import { Command, type ErrorOptions, Option, type ParseOptionsResult } from 'commander';
import { UsageError } from './errors.ts';

/** The headings in the program's help, by what a command needs. */
export const withApiKey = 'With an API key:';
export const withAwsCredentials = 'With AWS credentials:';

/** An option of which each occurrence counts: its value is a list. */
class RepeatableOption extends Option {}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Such a value is most likely the next option, after one whose value was forgotten: `--name --local`. */
const optionLike = /^--?[a-z][\w-]*(?:=|$)/i;

/**
 * A command as all of ours are. What is wrong with a command line is thrown as a UsageError. That is stricter than commander:
 * it takes the last of an option that is given twice, and the next option for a value that is missing.
 */
export class CliCommand extends Command {
  private typed: readonly string[] = [];
  private unknown: readonly string[] = [];

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  override addOption(option: Option): this {
    super.addOption(option);
    const name = option.long ?? option.flags;
    let isGiven = false;
    return this.on(`option:${option.name()}`, (value: unknown) => {
      if (isGiven && !(option instanceof RepeatableOption)) this.error(`${name} is given twice.`);
      isGiven = true;
      if (typeof value === 'string' && optionLike.test(value) && !this.typed.includes(`${name}=${value}`))
        this.error(`${name} lacks its value: ${value} follows. If that is its value, type ${name}=${value}.`);
    });
  }

  override parseOptions(typed: string[]): ParseOptionsResult {
    this.typed = typed;
    const parsed = super.parseOptions(typed);
    this.unknown = parsed.unknown;
    return parsed;
  }

  /** An option that may be given several times; absent it has no value. */
  repeatable(flags: string, description: string): this {
    return this.addOption(new RepeatableOption(flags, description).argParser(collect));
  }

  /** Below its help and that of its own commands, where they fit: each what it does, and what to type after `textgate`. */
  examples(examples: Readonly<Record<string, string>>): this {
    return this.addHelpText('afterAll', ({ command }) => {
      const typed = Object.entries(examples).map(([what, words]) => [what, `${nameOf(root(this))} ${words}`] as const);
      const fitting = typed.filter(([, line]) => `${line} `.startsWith(`${nameOf(command)} `));
      const lines = fitting.map(([what, line]) => `  # ${what}\n  ${line}`);
      return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`;
    });
  }

  /** commander looks for what is missing first: it may be there, misspelt. */
  override error(message: string, { code }: ErrorOptions = {}): never {
    const isMissing = code === 'commander.missingMandatoryOptionValue';
    const misspelt = isMissing ? this.unknown.find((word) => optionLike.test(word)) : undefined;
    const also = misspelt === undefined ? '' : ` There is no option ${misspelt.replace(/=.*/s, '')}.`;
    throw new UsageError(`${asSentence(message)}${also} See ${nameOf(this)} --help.`);
  }
}

const root = (command: Command): Command => (command.parent === null ? command : root(command.parent));

/** As it is typed. */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** commander's messages begin with `error: `, and are on a second line where it has a suggestion. */
const asSentence = (message: string): string => {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`;
};
