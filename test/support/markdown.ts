import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** This repository's documents, by their paths from its root. */
export const documents = (): string[] =>
  globSync(['*.md', '{functions,infra,test}/**/*.md'], { cwd: root, exclude: ['**/node_modules/**'] }).sort();

export const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

const fence = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

export const withoutCode = (text: string): string => text.replace(fence, '');

/** The contents of the fenced blocks in this language. */
export const blocksIn = (text: string, language: string): string[] =>
  [...text.matchAll(fence)]
    .filter(([, , name]) => name === language)
    .map(([, indent = '', , body = '']) => body.replace(new RegExp(`^${indent}`, 'gm'), ''));

/** What is set in code font within sentences. */
export const spansIn = (text: string): string[] =>
  [...withoutCode(text).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replace(/\s+/g, ' '));

/** The anchors that GitHub gives a document's headings. */
const anchorsIn = (text: string): string[] =>
  [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** A document's links to files or headings that this repository does not have. */
export const brokenLinks = (path: string): string[] =>
  [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : relative(root, resolve(root, dirname(path), file));
      if (!existsSync(resolve(root, target))) return true;
      return anchor !== undefined && !anchorsIn(read(target)).includes(anchor);
    });

/** The rows of the tables with this heading above their first column. */
export const rowsUnder = (text: string, heading: string): string[][] =>
  withoutCode(text)
    .split(/\n{2,}/)
    .map((part) => part.trim().split('\n'))
    .filter(([head = '', line = '']) => cellsOf(head)[0] === heading && line.startsWith('|'))
    .flatMap(([, , ...rows]) => rows.map(cellsOf));

const cellsOf = (row: string): string[] =>
  row
    .replace(/^ *\| ?|\|? *$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
