import { describe, expect, it } from 'vitest';
import { detailType } from '../../functions/contract/events.ts';
import { faultCodes } from '../../functions/contract/fault-codes.ts';
import { type ProblemType, problemStatus, problemTypes } from '../../functions/contract/problems.ts';
import { type Route, routeKey } from '../../functions/contract/route.ts';
import * as routes from '../../functions/contract/routes.ts';
import { sendFields } from '../../functions/contract/send.ts';
import { requestedDetailType } from '../../functions/contract/send-requested.ts';
import { statuses } from '../../functions/contract/statuses.ts';
import { isFinal } from '../../functions/messages/status.ts';
import { parseSettings, settingNames } from '../../infra/settings.ts';
import { blocksIn, brokenLinks, documents, read, rowsUnder, spansIn, withoutCode } from '../support/markdown.ts';
import { wrongCommands } from './typed-commands.ts';

/** The texts in code font in the first cells of a table's rows. */
const namesIn = (rows: readonly string[][]) => rows.flatMap(([cell = '']) => spansIn(cell));

const addresses: ReadonlySet<string> = new Set(Object.values<Route>(routes).map(routeKey));
const eventNames: ReadonlySet<string> = new Set([...Object.values(detailType), requestedDetailType]);

describe('the documents', () => {
  it.each(documents())('%s has links that lead somewhere', (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it.each(documents())('%s names commands that there are', async (path) => {
    const text = read(path);

    expect(await wrongCommands([...blocksIn(text, 'sh'), ...spansIn(text)])).toEqual([]);
  });

  it('tells commands of the command line that there are', async () => {
    const told = namesIn(rowsUnder(read('infra/cli/README.md'), 'command'));
    const [ofAdmin, others] = [
      told.filter((words) => words.includes(' ')),
      told.filter((words) => !words.includes(' ')),
    ];
    const typed = [
      ...ofAdmin.map((words) => `npx textgate admin ${words}`),
      ...others.map((name) => `npx textgate ${name}`),
    ];

    expect(await wrongCommands(typed)).toEqual([]);
  });

  it.each(documents())('%s names settings, routes and events that there are', (path) => {
    const text = withoutCode(read(path));
    const settings = [...text.matchAll(/\bsettings? `(\w+)`/g)].map(([, name = '']) => name);
    const routes = spansIn(text).filter((span) => /^(GET|POST|PUT|PATCH|DELETE) \/(?!control\/)/.test(span));
    const events = spansIn(text).filter((span) => /^SMS [A-Z]/.test(span));

    expect(settings.filter((name) => !settingNames.includes(name))).toEqual([]);
    expect(routes.filter((span) => !addresses.has(span.split('?')[0] ?? ''))).toEqual([]);
    expect(events.filter((name) => !eventNames.has(name))).toEqual([]);
  });

  it('have modelled prices in one place, which is made by the bench', () => {
    const elsewhere = documents().filter(
      (path) => path !== 'test/bench/cost/README.md' && /\$\d/.test(withoutCode(read(path))),
    );

    expect(elsewhere).toEqual([]);
  });
});

describe('the README', () => {
  const text = read('README.md');

  it('is a page', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(200);
  });

  it('explains the words that one cannot guess', () => {
    const words = rowsUnder(text, 'word').map(([word]) => word);

    expect(words).toEqual(['upstream (gateway)', 'hand-over', 'open', 'sweep', 'settle', 'segment']);
  });

  it('leads to every other README', () => {
    const linked = new Set([...text.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link));
    const fixtures = (path: string) => path.startsWith('test/fixtures/');

    expect(documents().filter((path) => path !== 'README.md' && !fixtures(path) && !linked.has(path))).toEqual([]);
  });
});

describe('what the documents say of', () => {
  it('settings is complete, with the defaults', () => {
    const rows = rowsUnder(read('infra/README.md'), 'setting');
    const told = rows.flatMap(([names = '', defaults = '']) => {
      const each = spansIn(names).length === 1 ? [defaults] : defaults.split(', ');
      return spansIn(names).map((name, place) => [name, (each[place] ?? defaults).replaceAll('`', '')]);
    });
    const defaults: Readonly<Record<string, unknown>> = { ...parseSettings({}) };
    const byDefault = (name: string, told: unknown) => {
      const value = defaults[name];
      if (value === undefined || (Array.isArray(value) && value.length === 0)) {
        // No text that could be mistaken for a value.
        return /^(none|a |the |keys )/.test(String(told)) ? told : 'none';
      }
      return String(value);
    };

    expect(told.map(([name]) => name).sort()).toEqual([...settingNames].sort());
    expect(told).toEqual(told.map(([name = '', value]) => [name, byDefault(name, value)]));
  });

  it('routes is complete', () => {
    const told = rowsUnder(read('functions/api/README.md'), 'route').map(([name = '', scope = '']) => [
      ...spansIn(name),
      scope.replaceAll('`', ''),
    ]);
    const served = Object.values<Route>(routes).map((route) => [routeKey(route), route.scope ?? 'none']);

    expect(told.sort()).toEqual(served.sort());
  });

  it('problems is complete, with the statuses', () => {
    const told = rowsUnder(read('functions/api/README.md'), 'type').map(([type = '', status]) => [
      ...spansIn(type),
      status,
    ]);

    expect(told.sort()).toEqual(problemTypes.map((type) => [type, String(problemStatus(type as ProblemType))]).sort());
  });

  it('fields of a request is complete', () => {
    expect(namesIn(rowsUnder(read('functions/api/README.md'), 'field')).sort()).toEqual(
      Object.keys(sendFields.entries).sort(),
    );
  });

  it('events is complete', () => {
    expect(namesIn(rowsUnder(read('functions/events/README.md'), 'event')).sort()).toEqual(
      Object.values(detailType).sort(),
    );
  });

  it('statuses is complete, and says which are final', () => {
    const rows = rowsUnder(read('functions/README.md'), 'status');
    const told = rows.flatMap(([names = '', , final]) => spansIn(names).map((name) => [name, final === 'yes']));

    expect(told.sort()).toEqual(statuses.map((status) => [status, isFinal(status)]).sort());
  });

  it('faults is complete', () => {
    const told = read('functions/xmlrpc-door/README.md').match(/-32\d{3}/g) ?? [];

    expect([...new Set(told)].sort()).toEqual(
      Object.values(faultCodes)
        .map(String)
        .filter((code) => code.startsWith('-'))
        .sort(),
    );
  });
});
