#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { exitCodeOf, explain } from './failure.ts';
import { runProgram } from './program.ts';
import type { Shell } from './shell.ts';
import { ask, drawOn, onInterrupt } from './terminal.ts';

const { stdin, stdout, stderr } = process;

// The reader of a pipe may end early: `textgate list | head -1`. The command still completes, with its true exit code.
let isRead = true;
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    if (stream === stdout) isRead = false;
  });
}

const shell: Shell = {
  env: process.env,
  folder: process.cwd(),
  ...(stdout.isTTY && { columns: stdout.columns }),
  fetch,
  input: () => text(stdin),
  print: (line) => stdout.write(`${line}\n`),
  isRead: () => isRead,
  tell: (line) => stderr.write(`${line}\n`),
  ...(stderr.isTTY && { live: drawOn(stderr) }),
  ...(stdin.isTTY && stderr.isTTY && { ask: (question) => ask(question, stdin, stderr) }),
  onInterrupt: (act) => onInterrupt(act, process),
};

try {
  process.exitCode = await runProgram(process.argv.slice(2), shell);
} catch (error) {
  shell.tell(explain(error));
  process.exitCode = exitCodeOf(error);
}
