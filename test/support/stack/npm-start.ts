import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_FOLDER, type StackFacts } from '../../../infra/local/stack-file.ts';

const stackFile = join(LOCAL_FOLDER, 'stack.json');
const aside = `${stackFile}.aside`;

/** Moves away the facts of a stack that a developer may be running. `putBack` restores them. */
export const setStackFileAside = async (): Promise<{ putBack(): Promise<void> }> => {
  if (existsSync(stackFile)) await rename(stackFile, aside);
  return {
    putBack: async () => {
      if (existsSync(aside)) await rename(aside, stackFile);
    },
  };
};

export const stackFileExists = (): boolean => existsSync(stackFile);

export const readStackFile = (): StackFacts => JSON.parse(readFileSync(stackFile, 'utf8'));

/** Runs `npm start` with arguments, as a person does, and collects its output. */
export const npmStart = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  // In a process group of its own, because Ctrl-C in a terminal reaches the whole group.
  const child = spawn('npm', ['start', '--', ...args], { env: { ...process.env, ...env }, detached: true });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));

  return {
    output: () => output,
    ended,
    /** The output as soon as it contains `text`. @throws Error if the process ends before */
    written: (text: string) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          if (output.includes(text)) resolve(output);
        };
        child.stdout.on('data', look);
        void ended.then((code) => reject(new Error(`It ended with ${code}:\n${output}`)));
        look();
      }),
    signal: (name: NodeJS.Signals) => signalGroup(child, name),
  };
};

/** Whether the group existed. */
const signalGroup = ({ pid }: ChildProcess, name: NodeJS.Signals): boolean => {
  try {
    return pid !== undefined && process.kill(-pid, name);
  } catch {
    return false;
  }
};
