import { namesIn, readTemplate, type Template } from '../../../../functions/messages/template.ts';
import { SheetError } from '../errors.ts';

/** A job's text, with the names of its places, each once. */
interface JobText {
  readonly template: Template;
  readonly places: readonly string[];
}

/**
 * Reads the text of a job. `{name}` is a place and `{{` a brace in every one, also where nothing is filled in and the API
 * would take braces for text: the same words are to mean the same, whatever else stands in them.
 * @throws {SheetError} where a brace is left over, or a place is called what none can be
 */
export const readJobText = (text: string): JobText => {
  const template = readTemplate(text);
  if (typeof template === 'string') throw new SheetError(template);
  if (template.length === 0) throw new SheetError('The text is empty.');
  return { template, places: [...new Set(namesIn(template))] };
};
