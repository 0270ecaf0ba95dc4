import type { Shell } from '../../../infra/cli/shell.ts';

/** A shell without a terminal. It keeps what is written to it. */
export const aShell = (around: Partial<Shell> = {}) => {
  const printed: string[] = [];
  const told: string[] = [];
  const shell: Shell = {
    env: {},
    folder: '/nowhere',
    fetch: async () => {
      throw new Error('Nobody was to be asked.');
    },
    input: async () => '',
    print: (text) => printed.push(text),
    isRead: () => true,
    tell: (text) => told.push(text),
    onInterrupt: () => () => {},
    ...around,
  };
  return {
    shell,
    get printed() {
      return printed.join('\n');
    },
    get told() {
      return told.join('\n');
    },
  };
};
