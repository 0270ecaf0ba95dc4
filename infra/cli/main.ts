#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { exitCodeOf, toldOf } from './failure.ts';
import { runProgram } from './program.ts';
import type { Shell } from './shell.ts';
import { ask, drawOn, onInterrupt } from './terminal.ts';

const { stdin, stdout, stderr } = process;

// Whoever reads this has what it wanted: `textgate list | head -1`.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const shell: Shell = {
  env: process.env,
  folder: process.cwd(),
  ...(stdout.isTTY && { columns: stdout.columns }),
  fetch,
  input: () => text(stdin),
  print: (line) => stdout.write(`${line}\n`),
  tell: (line) => stderr.write(`${line}\n`),
  ...(stderr.isTTY && { live: drawOn(stderr) }),
  ...(stdin.isTTY && stderr.isTTY && { ask: (question) => ask(question, stdin, stderr) }),
  onInterrupt: (act) => onInterrupt(act, process),
};

try {
  process.exitCode = await runProgram(process.argv.slice(2), shell);
} catch (error) {
  shell.tell(toldOf(error));
  process.exitCode = exitCodeOf(error);
}
