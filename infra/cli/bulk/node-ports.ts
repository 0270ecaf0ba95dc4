import type { Ports } from './ports.ts';

/** The ports of a real process. */
export const nodePorts = (client: Ports['client']): Ports => {
  throw new Error(`No ports yet: ${typeof client}.`);
};
