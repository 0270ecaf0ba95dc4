import type { Commands } from './command.ts';

export const indexCommand: Commands = {
  'index failures': {
    description:
      'Adds the failed, expired and indeterminate messages of version 0.1.0 to the index of failures. Run it once, before you add ' +
      '`status` to the setting `indexes`. Nothing else of the messages changes, and no event is published.',
    takesId: false,
    required: {},
    optional: {},
    run: async ({ indexFailures }) => ({ indexed: await indexFailures() }),
  },
};
