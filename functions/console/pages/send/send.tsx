import { useConsole } from '../../hooks/use-console.ts';
import { useDraft } from '../../hooks/use-draft.ts';
import type { PageProps } from '../../page-props.ts';
import { words } from '../../words.ts';
import { emptyFields } from './draft.ts';
import { Incoming } from './incoming.tsx';
import { focusFirst } from './recipients-field.tsx';
import { Result } from './result.tsx';
import { SendForm } from './send-form.tsx';
import { useSending } from './use-sending.ts';

export const SendPage = ({ filters }: PageProps) => {
  const { may } = useConsole();
  const drafted = useDraft('send', emptyFields);
  const submission = useSending(drafted);
  const { state } = submission;
  const another = () => {
    submission.forget();
    focusFirst();
  };
  return (
    <div class="stack">
      <h1>{words.pages.send}</h1>
      {state.at === 'sent' ? (
        <Result reply={state.reply} onAnother={another} />
      ) : (
        <>
          {state.at === 'writing' && <Incoming filters={filters} drafted={drafted} canRead={may('messages:read')} />}
          <SendForm drafted={drafted} submission={submission} />
        </>
      )}
    </div>
  );
};
