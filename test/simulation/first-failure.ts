import { simulate } from './run.ts';

/** Prints the first seed of so many in which a promise is not kept, and the promise. */
const most = Number(process.argv[2]);
for (let seed = 1; seed <= most; seed += 1) {
  const { violation } = await simulate({ seed });
  if (violation === undefined) continue;
  console.log(`${seed}\t${violation.invariant}`);
  break;
}
