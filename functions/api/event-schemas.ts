import { toJsonSchema } from '@valibot/to-json-schema';
import { publishedDetails, source } from '../contract/events.ts';
import { requestedDetail, requestedDetailType } from '../contract/send-requested.ts';

/**
 * The events of the bus as JSON Schema, made from the validating schemas: those that textgate sends, and the one that
 * it takes.
 */
export const eventSchemas = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'textgate events',
  oneOf: [
    ...Object.entries(publishedDetails).map(([type, detail]) =>
      eventSchema(type, { const: source }, detailOf(detail, 'output')),
    ),
    eventSchema(requestedDetailType, { type: 'string' }, detailOf(requestedDetail, 'input')),
  ],
});

/** An event as rules and their targets see it. */
const eventSchema = (type: string, eventSource: object, detail: object) => ({
  title: type,
  type: 'object',
  properties: { source: eventSource, 'detail-type': { const: type }, detail },
  required: ['source', 'detail-type', 'detail'],
});

const detailOf = (schema: Parameters<typeof toJsonSchema>[0], typeMode: 'input' | 'output'): object => {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', typeMode, errorMode: 'ignore' });
  return rest;
};
