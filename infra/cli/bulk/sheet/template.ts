import { namesIn, readTemplate, type Template } from '../../../../functions/messages/template.ts';
import { SheetError } from '../errors.ts';

interface JobText {
  readonly template: Template;
  /** Names of its placeholders, each once. */
  readonly placeholders: readonly string[];
}

/**
 * Reads the text of a job. `{name}` is always a placeholder and `{{` a brace, even in a text without placeholders, where the
 * API would take single braces for text. So the same words always mean the same.
 * @throws {SheetError} if a brace stands alone, or a placeholder has an impossible name
 */
export const readJobText = (text: string): JobText => {
  const template = readTemplate(text);
  if (typeof template === 'string') throw new SheetError(template);
  if (template.length === 0) throw new SheetError('The text is empty.');
  return { template, placeholders: [...new Set(namesIn(template))] };
};
