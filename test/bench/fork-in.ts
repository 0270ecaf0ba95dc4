import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Forks a program of this folder. @returns the process and its first message. @throws Error if it ends without one */
export const forkIn = (program: string, env: NodeJS.ProcessEnv, signal: AbortSignal) => {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
    env: { PATH: process.env['PATH'], ...env },
    signal,
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process of ${program} ended with ${code}.`);
  });
  ended.catch(() => {});
  const message = Promise.race([once(child, 'message').then(([first]): unknown => first), ended]);
  return { child, message, stop: () => child.kill() };
};
