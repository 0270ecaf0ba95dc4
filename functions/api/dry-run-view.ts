import type * as v from 'valibot';
import type { dryRunReply } from '../contract/dry-run.ts';
import type { DryRunOutcome } from '../messages/dry-run.ts';

/** The result of a dry run as its account sees it. */
export const dryRunView = ({ recipients, replaced, ucs2Characters, credits }: DryRunOutcome) =>
  ({
    recipients: recipients.map((preview) => ({
      index: preview.index,
      to: preview.to,
      country: preview.country ?? null,
      verdict: preview.verdict,
      detail: preview.detail ?? null,
      encoding: preview.encoding ?? null,
      segments: preview.segments ?? null,
      credits: preview.credits,
      sendAt: preview.sendAt ?? null,
    })),
    replaced: [...replaced],
    ucs2Characters: [...ucs2Characters],
    credits,
  }) satisfies v.InferOutput<typeof dryRunReply>;
