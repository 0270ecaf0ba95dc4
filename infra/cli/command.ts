import { Command, type ErrorOptions, Option, type ParseOptionsResult } from 'commander';
import { UsageError } from './errors.ts';

/** Headings in the program's help: commands are grouped by the credentials they need. */
export const withApiKey = 'With an API key:';
export const withAwsCredentials = 'With AWS credentials:';

/** An option that may be given several times. Its value is a list. */
class RepeatableOption extends Option {}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** A value like this is probably the next option, and the value was forgotten: `--name --local`. */
const optionLike = /^--?[a-z][\w-]*(?:=|$)/i;

/**
 * Every command is one of these. It throws a UsageError for a wrong command line, and is stricter than commander: that takes
 * the last one if an option is given twice, and the next option if a value is missing.
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
        this.error(`${name} needs a value, but ${value} follows. If that is the value, type ${name}=${value}.`);
    });
  }

  override parseOptions(typed: string[]): ParseOptionsResult {
    this.typed = typed;
    const parsed = super.parseOptions(typed);
    this.unknown = parsed.unknown;
    return parsed;
  }

  /** Adds an option that may be given several times. Its value is `undefined` if it is not given. */
  repeatable(flags: string, description: string): this {
    return this.addOption(new RepeatableOption(flags, description).argParser(collect));
  }

  /**
   * Shows examples below the help of this command and of its subcommands; each subcommand shows only its own. Keys say what
   * an example does, values are what to type after `textgate`.
   */
  examples(examples: Readonly<Record<string, string>>): this {
    return this.addHelpText('afterAll', ({ command }) => {
      const typed = Object.entries(examples).map(([what, words]) => [what, `${nameOf(root(this))} ${words}`] as const);
      const fitting = typed.filter(([, line]) => `${line} `.startsWith(`${nameOf(command)} `));
      const lines = fitting.map(([what, line]) => `  # ${what}\n  ${line}`);
      return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`;
    });
  }

  /** commander reports a missing option before an unknown one. The unknown one may be it, misspelt: so both are named. */
  override error(message: string, { code }: ErrorOptions = {}): never {
    const isMissing = code === 'commander.missingMandatoryOptionValue';
    const misspelt = isMissing ? this.unknown.find((word) => optionLike.test(word)) : undefined;
    const also = misspelt === undefined ? '' : ` Unknown option ${misspelt.replace(/=.*/s, '')}.`;
    throw new UsageError(`${asSentence(message)}${also} See ${nameOf(this)} --help.`);
  }
}

const root = (command: Command): Command => (command.parent === null ? command : root(command.parent));

/** The full name, as it is typed: `textgate webhooks create`. */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** commander's messages begin with `error: `. If it has a suggestion, it stands on a second line. */
const asSentence = (message: string): string => {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`;
};
