import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from './errors.ts';
import { readInstant } from './times.ts';

/** An option that is a time. */
export const timeOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    try {
      return readInstant(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : '');
    }
  });

/** An option that is a whole number above zero. */
export const countOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
    throw new InvalidArgumentError('It must be a whole number above zero.');
  });

/** `name=value` of each; a value may have further `=` in it. @throws UsageError */
export const readPairs = (option: string, texts: readonly string[]): Readonly<Record<string, string>> => {
  const pairs = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${option} takes name=value, and not "${text}".`);
    const name = text.slice(0, at);
    if (pairs.has(name)) throw new UsageError(`${option} ${name}= is given twice.`);
    pairs.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(pairs);
};

/** What a file or standard input has, as it was meant: editors and `echo` add a line end. */
export const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');
