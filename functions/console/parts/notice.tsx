import type { ComponentChildren } from 'preact';
import { explain, mayPass } from '../connection.ts';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface NoticeProps {
  readonly kind: 'info' | 'warning' | 'error' | 'success';
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** Something to know. Screen readers say it when it appears. */
export const Notice = ({ kind, title, children }: NoticeProps) => (
  <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    {title && <strong>{title}</strong>}
    <div>{children}</div>
  </div>
);

interface ErrorNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  /** Of what is polled (`reload`): it is said that it is tried again by itself, too. */
  readonly onRetry?: () => void;
}

/** What failed, why, and what to do; nothing, where nothing has. */
export const ErrorNotice = ({ error, title = words.errors.title, onRetry }: ErrorNoticeProps) => {
  if (error === undefined) return null;
  const { text, fields, requestId } = explain(error);
  return (
    <Notice kind="error" title={title}>
      <p>
        {text} {onRetry && mayPass(error) && words.errors.retried}
      </p>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ pointer, detail }) => (
            <li key={pointer}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {requestId && <p class="small">{words.errors.request(requestId)}</p>}
      {onRetry && <Button onClick={onRetry}>{words.errors.retry}</Button>}
    </Notice>
  );
};
