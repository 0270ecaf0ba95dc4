import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/**
 * A place in a bundle, as stack traces name it: `file:///var/task/index.mjs:1:2345`, sometimes without `file:` or folder.
 * Lambda's own program has the same file name in another folder.
 */
const place = /(?<![^\s"(])(?!\S*\/var\/runtime\/)[^\s"(]*\bindex\.mjs:(\d+):(\d+)/g;

/** Replaces the places in the bundle of a text (a stack trace, or lines of a log) by places in the sources. The map is in `folder`. */
export const inSources = async (text: string, folder: string): Promise<string> => {
  const map = new SourceMap(JSON.parse(await readFile(join(folder, 'index.mjs.map'), 'utf8')));
  return text.replaceAll(place, (bundled: string, line: string, column: string) => {
    const found = map.findEntry(Number(line) - 1, Number(column) - 1);
    // For a place behind its end, the map returns the last one.
    if (!('originalSource' in found) || found.generatedLine !== Number(line) - 1) return bundled;
    return `${found.originalSource.replace(/^(\.\.\/)+/, '')}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
};
