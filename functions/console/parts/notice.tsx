import type { ComponentChildren } from 'preact';
import { explain, mayPass } from '../connection.ts';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface NoticeProps {
  readonly kind: 'info' | 'warning' | 'error' | 'success';
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A notice. Screen readers read it out when it appears. */
export const Notice = ({ kind, title, children }: NoticeProps) => (
  <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    {title && <strong>{title}</strong>}
    <div>{children}</div>
  </div>
);

interface ErrorNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  /** Give the `reload` of something polled: then the notice also says that the page tries again by itself. */
  readonly onRetry?: () => void;
}

/** Says what failed, why, and what to do. Shows nothing without an error. */
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
