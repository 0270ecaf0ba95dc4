import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from './errors.ts';
import { readInstant } from './times.ts';

export const timeOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    try {
      return readInstant(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : '');
    }
  });

export const countOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
    throw new InvalidArgumentError('Give a whole number above zero.');
  });

/** Reads `name=value` of each. A value may contain `=`. @throws UsageError */
export const readPairs = (option: string, texts: readonly string[]): Readonly<Record<string, string>> => {
  const pairs = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${option} needs name=value, not "${text}".`);
    const name = text.slice(0, at);
    if (pairs.has(name)) throw new UsageError(`${option} ${name}= is given twice.`);
    pairs.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(pairs);
};

/** Editors and `echo` add a line end that is not meant. */
export const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');
