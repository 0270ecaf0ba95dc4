import { aWholeService, type Service } from '../support/model/service.ts';
import { theOutside } from './outside.ts';
import { portsFor } from './ports.ts';
import { aProcess, type Process } from './process.ts';
import type { Scenario } from './scenario.ts';
import { firstSettings, type Settings } from './settings.ts';
import { theSurroundings, type Work } from './surroundings.ts';
import { theTruth } from './truth.ts';

export type World = ReturnType<typeof aWorld>;

/** The work of a process that has the whole service. */
interface ServiceWork<Answer> extends Omit<Work<Answer>, 'run' | 'isLate'> {
  readonly run: (service: Service, process: Process) => Promise<Answer>;
}

/** The world of a run: what outlives the processes, and their troubles. */
export const aWorld = (scenario: Scenario, keepsLines: boolean) => {
  const around = theSurroundings(scenario, keepsLines);
  const { engine, count, trace, surroundings } = around;
  const state: { settings: Settings } = { settings: firstSettings };
  const outside = theOutside(scenario.seed, engine, count);
  const truth = theTruth(outside, trace);

  return {
    ...around,
    outside,
    truth,
    state: Object.assign(around.state, state),

    begin: <Answer>(name: string, work: ServiceWork<Answer>): void => {
      const process = aProcess(name, surroundings);
      truth.facts.knows(process);
      around.start(process, {
        ...work,
        run: () => work.run(aWholeService(portsFor(process, outside, truth)), process),
        isLate: () => truth.expect(!work.isAwaited, 'an answer comes in time', () => name),
      });
    },
  };
};
