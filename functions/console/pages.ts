import type { ComponentType } from 'preact';
import type { Scope } from '../client/index.ts';
import type { PageProps } from './page-props.ts';
import { AccountPage } from './pages/account/account.tsx';
import { MessagesPage } from './pages/messages/messages.tsx';
import { OverviewPage } from './pages/overview/overview.tsx';
import { SendPage } from './pages/send/send.tsx';
import { SuppressionsPage } from './pages/suppressions/suppressions.tsx';
import { WebhooksPage } from './pages/webhooks/webhooks.tsx';

interface Page {
  /** The page is only for keys with this scope. */
  readonly scope?: Scope;
  readonly view: ComponentType<PageProps>;
}

/** The pages by the first part of the path, in the order of the navigation. */
export const pages = {
  overview: { scope: 'messages:read', view: OverviewPage },
  messages: { scope: 'messages:read', view: MessagesPage },
  send: { scope: 'messages:send', view: SendPage },
  webhooks: { scope: 'webhooks:read', view: WebhooksPage },
  suppressions: { scope: 'suppressions:read', view: SuppressionsPage },
  account: { view: AccountPage },
} as const satisfies Readonly<Record<string, Page>>;

export type PageName = keyof typeof pages;

export const isPageName = (name: string | undefined): name is PageName =>
  name !== undefined && Object.hasOwn(pages, name);

export const pageNames: readonly PageName[] = Object.keys(pages).filter(isPageName);

export const scopeOf = (name: PageName): Scope | undefined => {
  const page: Page = pages[name];
  return page.scope;
};
