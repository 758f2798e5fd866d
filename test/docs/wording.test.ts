import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { allCodes } from '../support/codes.ts';
import { run } from '../support/run.ts';
import { pages, prose } from './pages.ts';

/** Words that technical English does not use in these senses, with what to write instead. */
const instead: Record<string, string> = {
  'all the same': 'anyway',
  anew: 'again',
  beside: 'next to, in addition to',
  besides: 'in addition to',
  'goes without saying': 'is implied',
  hence: 'so',
  idle: 'has no effect, unused',
  lest: 'so that … not',
  'lies below': 'is below',
  'lies in': 'is in',
  'means nothing': 'has no effect',
  nobody: 'no one',
  nowhere: 'has no source, does not exist',
  shall: 'must, or the present tense',
  'speaks of': 'names',
  'stands in': 'is in, replaces',
  surroundings: 'environment',
  'takes in': 'accepts',
  thereby: 'so',
  told: 'reported, passed to',
  upon: 'on',
  whence: 'from which',
  whoever: 'a user who',
};

/** Uses that are right. Each occurs, or it would be removed. */
const rightly = [{ text: 'cyrus vpopmail ntp smmsp guest nobody', reason: 'the account in /etc/passwd' }];

const pattern = new RegExp(`(?<![\\w-])(?:${Object.keys(instead).join('|').replaceAll(' ', '\\s+')})(?![\\w-])`, 'gi');

interface Text {
  where: string;
  text: string;
}

/** What to change: the place, the word, and what to write instead. */
function wordingOf({ where, text }: Text): string[] {
  const rest = rightly.reduce((left, { text: right }) => left.replaceAll(right, ''), text);
  return [...rest.matchAll(pattern)].map(
    ([word]) => `${where}: "${word}": ${instead[word.toLowerCase().replace(/\s+/g, ' ')]}`,
  );
}

/** The files of a folder with what they hold. */
const files = (folder: string, wanted: (name: string) => boolean): Text[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((where) => ({ where, text: readFileSync(where, 'utf8') }));

/** The texts of a finding, without the values that are put into them. */
const sourceOf = (words: unknown) => (typeof words === 'string' ? words : String(words)).replace(/\$\{[^{}]*\}/g, '…');

/** Comments and texts of a TypeScript file; names in code are not prose. */
function proseOf({ where, text }: Text): Text[] {
  const comments = [...text.matchAll(/^\s*(?:\/\/|\/?\*).*$/gm)].map(([line]) => line.replace(/^\s*[/*]+/, '').trim());
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(where, text, ts.ScriptTarget.Latest));
  return [comments.join(' '), ...texts.filter((each) => each.includes(' '))].map((each) => ({ where, text: each }));
}

async function help(): Promise<Text[]> {
  const { stdout } = await run(['--help']);
  const verbs = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb!);
  expect(verbs).toContain('build');
  const ran = await Promise.all(verbs.map(async (verb) => ({ verb, ...(await run([verb, '--help'])) })));
  return [
    { where: '--help', text: stdout },
    ...ran.map(({ verb, stdout: text }) => ({ where: `${verb} --help`, text })),
  ];
}

async function findings(): Promise<Text[]> {
  return [...(await allCodes())].map(([where, { entry }]) => ({
    where,
    text: `${sourceOf(entry.message)} ${sourceOf(entry.remedy)}`,
  }));
}

const sources: Record<string, () => Text[] | Promise<Text[]>> = {
  'the findings': findings,
  'the findings as users read them': () => files('test/rejected', (name) => name === 'expected.json'),
  'the descriptions of keys': () => [
    { where: 'profile.schema.json', text: readFileSync('profile.schema.json', 'utf8') },
  ],
  'the help': help,
  'the agent and the probe': () => files('overlays', (name) => name.endsWith('.sh') || name.startsWith('mkapkovl')),
  'the pages': () => pages.map(({ file, text }) => ({ where: file, text: prose(text) })),
  'the comments and texts of the program': () =>
    files('src', (name) => name.endsWith('.ts'))
      .filter(({ where }) => !where.startsWith(path.join('src', 'import')))
      .flatMap(proseOf),
};

describe('plain English', () => {
  test.each(Object.keys(sources))('in %s', async (name) => {
    const texts = await sources[name]!();
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.flatMap(wordingOf)).toEqual([]);
  });

  test('each exception occurs', async () => {
    const all = (await Promise.all(Object.values(sources).map((texts) => texts()))).flat();
    expect(rightly.filter(({ text }) => !all.some((each) => each.text.includes(text)))).toEqual([]);
  });

  test('is looked for in whole words, whatever their case and wherever the lines break', () => {
    const text = 'Nobody is retold upon\nthe hatch; cpuidle and intel_idle lies\nin C-states';
    expect(wordingOf({ where: 'x', text })).toEqual(['x: "Nobody": no one', 'x: "upon": on', 'x: "lies\nin": is in']);
  });
});
