import { seeded } from '../support/runner/seeded.ts';

/**
 * Chance that depends only on the seed and a name, whatever else is drawn. So if some steps are left out of a run, the
 * others do what they did before.
 */
export interface Dice {
  /** From 0 up to 1. */
  readonly roll: () => number;
  readonly chance: (probability: number) => boolean;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  readonly oneOf: <T>(choices: readonly [T, ...T[]]) => T;
}

export const diceFor = (seed: number, name: string): Dice => {
  const roll = seeded(hashOf(name, seed));
  return {
    roll,
    chance: (probability) => roll() < probability,
    between: (least, most) => least + Math.floor(roll() * (most - least + 1)),
    oneOf: (choices) => choices[Math.floor(roll() * choices.length)] ?? choices[0],
  };
};

/** FNV-1a, 32 bits. */
export const hashOf = (text: string, start = 0): number => {
  let hash = start ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};
