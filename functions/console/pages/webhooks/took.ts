/** How long something took, for people: `83 ms`, `1.4 s`. */
export const took = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${milliseconds} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
