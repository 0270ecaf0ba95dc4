import type { Fault } from '../../infra/local/simulator/faults.ts';

/** Of each way to fail one or two: turned away, carried out and not told, told in garbage, told late or never. */
const kinds: readonly Fault[] = [
  { fault: 'http_404' },
  { fault: 'http_500', applied: false },
  { fault: 'http_500', applied: true },
  { fault: 'http_503', applied: true },
  { fault: 'reset_after_body', applied: false },
  { fault: 'reset_after_body', applied: true },
  { fault: 'stall', applied: true },
  { fault: 'latency', delayMs: 2_000 },
  { fault: 'html', applied: true },
  { fault: 'unknown_fault' },
  { fault: 'truncate' },
  { fault: 'wrong_entry_count' },
  { fault: 'missing_ids' },
];

/** Faults of all kinds that together strike this share of the gateway's calls, each kind as many; drawn by the seed. */
export const faultsFor = (share: number, seed: number): readonly Fault[] => {
  const each = share / kinds.length;
  // A fault is drawn for only those calls that the ones before it have let pass.
  return kinds.map((kind, index) => ({ ...kind, rate: each / (1 - each * index), seed: seed * kinds.length + index }));
};
