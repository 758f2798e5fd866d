import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.ts';
import { pages } from './pages.ts';

const page = pages.find(({ file }) => file === 'docs/library.md')!;
const examples = page.examples.filter(({ language }) => language === 'js');
const outputs = page.examples.filter(({ language }) => language === 'text');

type Body = (mkapkovl: typeof library, console: { log: (...values: unknown[]) => void }) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Body;

/** Runs an example, with the library from source, and gives back what it prints. */
async function printed(example: string): Promise<string> {
  const body = example
    .replace(/^import (\{.*\}) from 'mkapkovl';$/gm, 'const $1 = mkapkovl;')
    .replace(
      /^import (\{.*\}) from '(node:.*)';$/gm,
      (_, names, from) => `const ${names} = process.getBuiltinModule('${from}');`,
    )
    .replace(/^import (\w+) from '(node:.*)';$/gm, "const $1 = process.getBuiltinModule('$2');");
  const lines: string[] = [];
  const console = { log: (...values: unknown[]) => lines.push(values.join(' ')) };
  await new AsyncFunction('mkapkovl', 'console', body)(library, console);
  return `${lines.join('\n').trimEnd()}\n`;
}

describe('the page of the library', () => {
  test('has the output of each example behind it', () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
    expect(outputs).toHaveLength(examples.length);
  });

  test.each(examples.map(({ text }, index) => [index + 1, text, outputs[index]?.text] as const))(
    'example %i prints what the page says',
    async (_, text, output) => {
      expect(await printed(text)).toBe(output);
    },
  );

  test('names every function that is exported', () => {
    const functions = Object.entries(library).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    expect(functions.filter((name) => !page.text.includes(`\`${name}`))).toEqual([]);
  });
});
