import { beforeAll, describe, expect, inject, test } from 'vitest';
import { simulatorControl } from '../../support/clients/simulator-control.ts';
import { prepare, runSmsProgram, type SmsProgramName } from '../../support/clients/sms-programs.ts';

const { xmlrpcUrl, xmlrpcUser, xmlrpcPassword, simulatorControlUrl } = inject('stack');
const door = { url: xmlrpcUrl, user: xmlrpcUser, password: xmlrpcPassword };
const simulator = simulatorControl(simulatorControlUrl);

const minutes = 60_000;

/** A Swiss mobile number that no other test sends to, as people write it and as the phone has it. */
const aPhone = () => {
  const digits = String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0');
  return { dest: `077${digits}`, to: `+4177${digits}` };
};

/** In winter, when Europe/Zurich is an hour ahead of UTC. */
const inJanuary = () => {
  const year = new Date().getUTCFullYear() + 1;
  return { date: `${year}-01-15 18:00:00`, instant: `${year}-01-15T17:00:00.000Z` };
};

const lines = (output: string) => output.trimEnd().split('\n');
const lastWord = (line: string) => line.slice(line.lastIndexOf(' ') + 1);
const textsTo = async (to: string) => (await simulator.messages(to)).map(({ text }) => text);

describe.each<SmsProgramName>(['perl/sms.pl', 'ruby/sms.rb', 'php/sms.php', 'python/sms.py', 'java/Sms.java'])(
  '%s',
  (name) => {
    const sms = runSmsProgram(name, door);
    // Maven may have to fetch its plugins as well.
    beforeAll(() => prepare(name), 5 * minutes);

    test('sends a text as it was written, and is told how far it has come', async () => {
      const { dest, to } = aPhone();
      const text = 'Grüezi, été: 10 €, 你好 👍🏽 <b>&amp;</b> ]]> ]]>';

      const sent = await sms('send', dest, text);
      const id = lastWord(sent.trimEnd());
      const status = await sms('status', id);

      expect(sent).toBe(`${dest} 1 ${id}\n`);
      expect(status).toMatch(new RegExp(`^${id} \\d \\w`));
      expect(await simulator.messages(to)).toMatchObject([{ text, sender: 'textobox.ch', scheduledFor: null }]);
    });

    test('schedules for several with the default sender, and cancels', async () => {
      const [first, second] = [aPhone(), aPhone()];
      const { date, instant } = inJanuary();

      const sent = lines(await sms('send', `${first.dest},${second.dest}`, 'Bis später', date));
      const ids = sent.map(lastWord);
      const [one = '', other = ''] = ids;
      const scheduled = lines(await sms('status', ...ids));
      const canceledOne = await sms('cancel', one);
      const canceled = lines(await sms('cancel', one, other, 'unknown'));

      expect(sent).toEqual([`${first.dest} 9 ${one}`, `${second.dest} 9 ${other}`]);
      expect(scheduled).toEqual(ids.map((id) => `${id} 9 Message scheduled`));
      expect(canceledOne).toBe(`${one} canceled\n`);
      expect(canceled).toEqual([`${one} canceled`, `${other} canceled`, 'unknown not canceled']);
      for (const { to } of [first, second]) {
        expect(await simulator.messages(to)).toMatchObject([
          { text: 'Bis später', sender: 'textobox.ch', scheduledFor: instant, errorCode: 10, receivedAt: null },
        ]);
      }
    });

    test('is told by a fault that its login is not accepted', async () => {
      // Not the demo login: its failures are counted, and would slow the others.
      const intruder = runSmsProgram(name, { ...door, user: `no-${name}` });

      await expect(intruder('status', 'unknown')).rejects.toMatchObject({
        stderr: expect.stringContaining('-32500: Authentication failed'),
      });
    });
  },
);

describe("the interface document's own scripts", () => {
  beforeAll(() => prepare('perl/simple.pl'));

  test('the simple one sends, though RPC::XML takes the number for an int', async () => {
    const { dest, to } = aPhone();

    await runSmsProgram('perl/simple.pl', door)(dest, 'test message');

    expect(await textsTo(to)).toEqual(['test message']);
  });

  test('the more complete one sends accents, and prints the id', async () => {
    const { dest, to } = aPhone();

    const output = await runSmsProgram('perl/complete.pl', door)(dest, 'Grüezi, été €');

    expect(output).toMatch(/^msg_\w+\n$/);
    expect(await textsTo(to)).toEqual(['Grüezi, été €']);
  });
});
