import type { Fault } from '../../infra/local/simulator/faults.ts';

/**
 * One or two of each way to fail: refused, carried out without an answer, with a garbled answer, with a late answer.
 */
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

/**
 * Faults of all kinds. Together they strike this share of the gateway's calls, each kind equally often. The seed
 * decides.
 */
export const faultsFor = (share: number, seed: number): readonly Fault[] => {
  const each = share / kinds.length;
  // A fault is drawn only for calls that the faults before it have spared.
  return kinds.map((kind, index) => ({ ...kind, rate: each / (1 - each * index), seed: seed * kinds.length + index }));
};
