import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/**
 * A place in a bundle, as stacks name it: `file:///var/task/index.mjs:1:2345`, with neither `file:` nor folder at times.
 * Lambda's own program has the same name in another folder.
 */
const place = /(?<![^\s"(])(?!\S*\/var\/runtime\/)[^\s"(]*\bindex\.mjs:(\d+):(\d+)/g;

/** A text, be it a stack or lines of a log, with places in our sources for those in the bundle, whose map is in its folder. */
export const inSources = async (text: string, folder: string): Promise<string> => {
  const map = new SourceMap(JSON.parse(await readFile(join(folder, 'index.mjs.map'), 'utf8')));
  return text.replaceAll(place, (bundled: string, line: string, column: string) => {
    const found = map.findEntry(Number(line) - 1, Number(column) - 1);
    // Of a place behind its end, the map names the last one.
    if (!('originalSource' in found) || found.generatedLine !== Number(line) - 1) return bundled;
    return `${found.originalSource.replace(/^(\.\.\/)+/, '')}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
};
