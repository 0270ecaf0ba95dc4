import type { Commands } from './command.ts';

export const indexCommand: Commands = {
  'index failures': {
    summary:
      'have the failed, expired and indeterminate messages of version 0.1.0 found by the index of them: once, before the setting `indexes` names `status`; nothing else of a message changes, and no event is published',
    takesId: false,
    required: {},
    optional: {},
    run: async ({ indexFailures }) => ({ indexed: await indexFailures() }),
  },
};
