import { CommandError, exitCodes } from './errors.ts';
import { visible } from './visible.ts';

/** What a person is told of a failure, in a line or a few: the stack is for a mistake of this program's. */
export const toldOf = (error: unknown): string => visibleLines(isOurMistake(error) ? stackOf(error) : wordsFor(error));

export const exitCodeOf = (error: unknown): number =>
  error instanceof CommandError ? error.exitCode : exitCodes.refused;

const isOurMistake = (error: unknown): boolean =>
  !(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError;

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const wordsFor = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Answers of others are in it, whose control characters are not for this terminal. */
const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');
