import { describe, expect, test } from 'vitest';
import { projectSources, stringsOf } from '../support/sources.ts';

const sources = projectSources();

/** The lines of text that an editor shows. */
const length = (text: string) => text.replace(/\n$/, '').split('\n').length;

test('no source file has more than 250 lines, and half of them have 70 or fewer', () => {
  const lengths = [...sources.values()].map(length).sort((a, b) => a - b);
  expect([...sources].filter(([, text]) => length(text) > 250).map(([file]) => file)).toEqual([]);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(70);
});

const xml = /<\/?[a-z][\w:-]*(\s+[\w:-]+=["'].*)?\/?>|<[a-z][\w:-]*\s+[\w:-]+=["']|^<\?xml|\sxmlns[:=]/;
const shell =
  /^#!|\$\(|&&|\|\||;\s*(then|do|done|fi)\b|\b(echo|printf|export|test|exec|source)\s+[^\s"'].*[>|]|>\s*\/(dev|proc|sys|etc)\//;

/** What looks like the text of a target's file: it belongs into a template, where its own reader can check it. */
function printedByCode(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) =>
    stringsOf(file, text)
      .filter((piece) => xml.test(piece.text) || shell.test(piece.text))
      .map((piece) => `${file}:${piece.line}: ${piece.text}`),
  );
}

describe('what decides prints nothing', () => {
  test.each([
    ["const a = '<disk>';"],
    ["const a = `<target dev='${b}'/>`;"],
    ["const a = '</domain>';"],
    ["const a = '#!/bin/sh';"],
    ['const a = `echo 1 > ${file}`;'],
    ["const a = 'modprobe vfio && true';"],
    ["const a = 'x=$(cat file)';"],
    ["const a = ['if true; then'];"],
  ])('%s would be found', (text) => {
    expect(printedByCode(new Map([['src/features/x.ts', text]]))).toHaveLength(1);
  });

  test.each([
    ["const a = 'server:/path';"],
    ['const a = value < other && other > 3;'],
    ["import { a } from './a.ts';"],
  ])('%s would not', (text) => {
    expect(printedByCode(new Map([['src/features/x.ts', text]]))).toEqual([]);
  });

  // Findings quote the commands that a user should run.
  test('in features, guests and the pipeline', () => {
    const deciding = [...sources].filter(([file]) => /^src\/(features|guest|pipeline)\/.*(?<!\/codes)\.ts$/.test(file));
    expect(deciding.length).toBeGreaterThan(50);
    expect(printedByCode(new Map(deciding))).toEqual([]);
  });
});
