import { ApiError, type FieldProblem } from '../../../client/index.ts';

/** In the order of the form. */
export const fieldNames = ['recipients', 'text', 'sendAt', 'sender', 'reference', 'validFor'] as const;

export type FieldName = (typeof fieldNames)[number];

/** The id of a field's control. */
export const idOf = (name: FieldName): string => `send-${name}`;

/** The form's field for each field of the request. */
const fieldOf: Readonly<Record<string, FieldName>> = {
  to: 'recipients',
  text: 'text',
  encoding: 'text',
  scheduledAt: 'sendAt',
  sender: 'sender',
  reference: 'reference',
  validFor: 'validFor',
  validUntil: 'validFor',
};

export interface Problems {
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
  /** Whether a problem belongs to no field of the form. */
  readonly isGeneral: boolean;
}

/** The problems of each field. An error that names no field is a general one. */
export const problemsIn = (error: unknown): Problems => {
  if (error === undefined) return { fields: {}, isGeneral: false };
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const said = errors.map((problem) => ({ name: nameIn(problem), detail: problem.detail }));
  const fields: Partial<Record<FieldName, string>> = {};
  for (const { name, detail } of said) if (name) fields[name] = [fields[name], detail].filter(Boolean).join(' ');
  return { fields, isGeneral: said.length === 0 || said.some(({ name }) => name === undefined) };
};

const nameIn = ({ pointer }: FieldProblem): FieldName | undefined => {
  const [, first = ''] = pointer.split('/');
  return Object.hasOwn(fieldOf, first) ? fieldOf[first] : undefined;
};
