import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksIn, read } from '../support/markdown.ts';
import { resourcesOf, synthesized } from '../support/stack/synthesized.ts';

const commands = blocksIn(read('infra/stacks/README.md'), 'sh').join('\n');
const { data, api, events } = synthesized();
const stacks: Readonly<Record<string, typeof data>> = { DATA: data, API: api, EVENTS: events };

/** The stack, type and name fragment of each resource that the commands look up. */
const resources = [
  ...[...commands.matchAll(/find_in "?\$([A-Z]+)"? ([\w:]+) (\w+)/g)].map(([, stack, type, part]) => [
    stack,
    type,
    part,
  ]),
  ...[...commands.matchAll(/\(fn \$([A-Z]+) (\w+)/g)].map(([, stack, part]) => [stack, 'Lambda::Function', part]),
  ...[...commands.matchAll(/^ *logs \$([A-Z]+) (\w+)/gm)].map(([, stack, part]) => [stack, 'Logs::LogGroup', part]),
  ...[...commands.matchAll(/(?:queue|waiting) ([A-Z]\w+)/g)].map(([, part]) => ['EVENTS', 'SQS::Queue', part]),
  ...[...commands.matchAll(/\(table (\w+)/g)].map(([, part]) => ['DATA', 'DynamoDB::Table', `${part}Table`]),
];

const sources = globSync('functions/**/*.ts').map((path) => readFileSync(path, 'utf8'));
const logged = [...commands.matchAll(/message (?:= |in \[)((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, texts = '']) =>
  [...texts.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text),
);

describe('the commands of the runbook', () => {
  it.each(resources)('find in %s the %s %s', (stack = '', type = '', part = '') => {
    const template = stacks[stack];
    const found = template && resourcesOf(template, `AWS::${type}`).filter(({ id }) => id.includes(part));

    // Several functions may have matching logs. Anything else must match once.
    if (type === 'Logs::LogGroup') expect(found).not.toEqual([]);
    else expect(found).toHaveLength(1);
  });

  it.each([...new Set(logged)])('look for lines that the functions write: %s', (text) => {
    expect(sources.some((source) => source.includes(`'${text}'`))).toBe(true);
  });
});
