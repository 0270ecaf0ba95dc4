import { simulate } from './run.ts';

const n = Number(process.argv[2] ?? 10);
const from = Number(process.argv[3] ?? 1);
const t = performance.now();
let messages = 0;
const met = new Map<string, number>();
const kinds = new Map<string, number[]>();
for (let seed = from; seed < from + n; seed += 1) {
  const r = await simulate({ seed }, n === 1);
  messages += r.messages;
  for (const [k, c] of r.met) met.set(k, (met.get(k) ?? 0) + c);
  if (r.violation) {
    kinds.set(r.violation.invariant, [...(kinds.get(r.violation.invariant) ?? []), seed]);
    if (n <= 30) console.log(seed, r.violation);
  }
  if (n === 1) console.log(r.lines.join('\n'));
}
console.log(kinds);
if (n > 1)
  console.log(
    [...met]
      .sort()
      .map(([k, c]) => `${k}: ${c}`)
      .join('\n'),
  );
console.log(messages, 'messages', (performance.now() - t).toFixed(0), 'ms');
