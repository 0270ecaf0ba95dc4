import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../../support/debian-packages', import.meta.url));

/** All programs on the machine, by name. Any other program is missing. */
let programs: string;
beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'textgate-programs-'));
  await symlink('/bin/bash', join(programs, 'bash'));
});
afterEach(() => rm(programs, { recursive: true }));

const program = async (name: string, script = '') => {
  await writeFile(join(programs, name), `#!/bin/bash\n${script}\n`);
  await chmod(join(programs, name), 0o755);
};

const logFile = () => join(programs, 'apt-get.log');

/** Stand-ins for Debian's programs. They record their arguments and their user. */
const debian = async (user: number) => {
  await program('apt-get', `echo "$*" >> ${logFile()}`);
  await program('id', `echo ${user}`);
};

const install = () =>
  run('/bin/bash', [SCRIPT], { env: { PATH: programs, CHROMIUM: join(programs, 'chromium') }, cwd: programs });

const ALL =
  'chromium curl python3 python3-venv perl librpc-xml-perl ruby ruby-xmlrpc php-cli php-xmlrpc default-jdk-headless maven ' +
  'g++ make cmake xz-utils';

const PROGRAMS = 'chromium curl python3 perl ruby php javac mvn g++ make cmake xz'.split(' ');

it('the programs that tests need are installed if the tests run as root on Debian', async () => {
  await debian(0);

  await install();

  expect(await readFile(logFile(), 'utf8')).toBe(`update -q\ninstall -qy --no-install-recommends ${ALL}\n`);
});

it('only missing programs are installed; a program is also installed if only its library is missing', async () => {
  await debian(0);
  for (const name of PROGRAMS) await program(name);
  await program('ruby', 'exit 1');

  await install();

  expect(await readFile(logFile(), 'utf8')).toContain('install -qy --no-install-recommends ruby ruby-xmlrpc\n');
});

it.each([
  ['by another user than root', () => debian(1000)],
  ['on another system than Debian', () => program('id', 'echo 0')],
])('%s, nothing is installed, and the output says what to type', async (_, machine) => {
  await machine();

  const { stderr } = await install();

  expect(stderr).toContain(`On Debian or Ubuntu: sudo apt-get install ${ALL}\n`);
  await expect(readFile(logFile())).rejects.toThrow('ENOENT');
});

it('nothing is asked of a machine that has it all', async () => {
  await debian(0);
  for (const name of PROGRAMS) await program(name);

  await install();

  await expect(readFile(logFile())).rejects.toThrow('ENOENT');
});
