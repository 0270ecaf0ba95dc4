import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

interface Tier {
  readonly from: number;
  readonly until: number;
  readonly files: readonly TestModule[];
}

const slowestFiles = 20;

const secondsOf = (module: TestModule): number => {
  const { environmentSetupDuration, prepareDuration, setupDuration, collectDuration, duration } = module.diagnostic();
  return (environmentSetupDuration + prepareDuration + setupDuration + collectDuration + duration) / 1000;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Prints where a run spent its seconds, as the Markdown tables of `test/README.md`. */
export default class SecondsReporter implements Reporter {
  #start = 0;
  readonly #tiers = new Map<string, Tier>();

  onTestRunStart(): void {
    this.#start = performance.now();
  }

  onTestModuleQueued({ project }: TestModule): void {
    const now = performance.now();
    if (!this.#tiers.has(project.name)) this.#tiers.set(project.name, { from: now, until: now, files: [] });
  }

  onTestModuleEnd(module: TestModule): void {
    const tier = this.#tiers.get(module.project.name);
    if (tier === undefined) return;
    this.#tiers.set(module.project.name, {
      from: tier.from,
      until: performance.now(),
      files: [...tier.files, module],
    });
  }

  onTestRunEnd(): void {
    const end = performance.now();
    const tiers = [...this.#tiers];
    const firstStart = Math.min(end, ...tiers.map(([, { from }]) => from));
    const seconds = (millis: number) => Math.round(millis / 1000);
    const testsIn = (files: readonly TestModule[]) => sum(files.map(({ children }) => [...children.allTests()].length));
    const tierRows = tiers.map(([name, { from, until, files }]) => [
      name,
      files.length,
      testsIn(files),
      seconds(until - from),
      Math.round(sum(files.map(secondsOf))),
    ]);
    const fileRows = tiers
      .flatMap(([, { files }]) => files)
      .map((module) => [`\`${relative('test', module.moduleId)}\``, secondsOf(module)] as const)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, slowestFiles)
      .map(([name, duration]) => [name, duration.toFixed(1)]);

    console.log(
      `\n${table(
        ['tier', 'files', 'tests', 'seconds', 'seconds of all files'],
        [
          ['set-up', '', '', seconds(firstStart - this.#start), ''],
          ...tierRows,
          ['whole run', '', '', seconds(end - this.#start), ''],
        ],
      )}\n\n${table(['slowest files', 'seconds'], fileRows)}\n`,
    );
  }
}
