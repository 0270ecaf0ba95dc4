import type { Account } from '../../../client/index.ts';
import { useAccount, useHealth } from '../../hooks/use-account.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { words } from '../../words.ts';
import { AccountFacts } from '../account/account-facts.tsx';
import { areLow, type Counts } from './figures.ts';
import { listOfToday, listOfWeek } from './lists.ts';

const { state } = words.overview;

export interface Figures {
  readonly today: Counts;
  readonly week: Counts;
  /** The number of messages on the busiest of the last days. */
  readonly busiestDay: number;
  readonly now: Date;
}

/** Says whether all is well, and what needs attention. */
export const State = ({ figures }: { readonly figures?: Figures }) => {
  const mayAsk = useConsole().may('account:read');
  const health = useHealth();
  const account = useAccount();
  const needs = [...(account.value ? needsOf(account.value, figures?.busiestDay ?? 0) : []), ...messagesOf(figures)];
  const isLooked = figures !== undefined && health.value !== undefined && (!mayAsk || account.value !== undefined);
  const isFine = isLooked && needs.length === 0 && health.error === undefined && account.error === undefined;
  return (
    <section class="card state" aria-labelledby="state">
      <h2 id="state">{needs.length > 0 ? state.needsHand : isFine ? state.fine : state.title}</h2>
      {needs.length > 0 && (
        <ul aria-label={state.needsHand}>
          {needs.map(({ look, text, href }) => (
            <li key={text} class={`notice ${look}`}>
              <div>
                <span>
                  {text} {href && <a href={href}>{state.seeList}</a>}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <AccountFacts health={health} account={account} />
    </section>
  );
};

interface Need {
  readonly look: 'error' | 'warning';
  readonly text: string;
  /** Links to the messages concerned. */
  readonly href?: string;
}

const needsOf = ({ credits, gateway }: Account, busiestDay: number): readonly Need[] => {
  const needs: Need[] = [];
  if (!gateway.available) needs.push({ look: 'error', text: state.gatewayDown });
  if (gateway.authenticated === false) needs.push({ look: 'error', text: state.loginRefused });
  if (credits !== null && credits <= 0) needs.push({ look: 'error', text: state.noCredits });
  else if (areLow(credits, busiestDay))
    needs.push({ look: 'warning', text: state.creditsLow(words.count.credits(credits)) });
  if (areLow(gateway.credits, busiestDay))
    needs.push({ look: 'warning', text: state.gatewayCreditsLow(words.count.credits(gateway.credits)) });
  return needs;
};

const messagesOf = (figures: Figures | undefined): readonly Need[] => {
  if (figures === undefined) return [];
  const { today, week, now } = figures;
  const needs: Need[] = [];
  if (week.indeterminate > 0)
    needs.push({
      look: 'warning',
      text: state.unknown(week.indeterminate),
      href: listOfWeek(now, 'indeterminate'),
    });
  if (today.failed > 0)
    needs.push({
      look: 'warning',
      text: state.failed(words.count.messages(today.failed)),
      href: listOfToday(now, 'failed'),
    });
  return needs;
};
