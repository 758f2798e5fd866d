import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commitAll } from '../support/git.ts';
import { folderWith, run } from '../support/run.ts';
import { pages } from './pages.ts';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  scripts: Record<string, string>;
};
const program = path.resolve('dist/cli.js');

/** What is installed and built already stays so, and a test does not run the tests. */
const notRun = /^(npm (ci|test|run)\b|npx vitest\b|git clone\b)/;

/** What writes to a file prints nothing. */
const silent = /^sed -i |>>? \S+$/;

const shown = pages.map(({ file, examples }) => {
  const blocks = examples.filter(({ language, reason }) => language === 'sh' && !reason);
  return { file, commands: blocks.flatMap(({ text }) => text.trim().split('\n')) };
});

test.each(shown.filter(({ commands }) => commands.some((line) => !notRun.test(line))))(
  '$file has commands that work, in their order',
  ({ commands }) => {
    const cwd = folderWith();
    for (const name of ['docs', 'dist']) symlinkSync(path.resolve(name), path.join(cwd, name));
    cpSync('profiles', path.join(cwd, 'profiles'), { recursive: true });
    commitAll(cwd);
    const start = (line: string) => {
      const command = line.replace(/(^|\| )(?:npx )?mkapkovl /g, `$1${process.execPath} ${program} `);
      return execFileSync('sh', ['-c', `{ ${command}\n} 2>&1`], { cwd, encoding: 'utf8', stdio: 'pipe' });
    };
    // Pages look into what the front page has had built.
    start('node dist/cli.js build profiles/home-assistant.yaml');
    for (const line of commands.filter((each) => !notRun.test(each))) {
      const printed = start(line);
      if (!silent.test(line)) expect(printed, line).not.toBe('');
    }
  },
);

test.each(shown.filter(({ commands }) => commands.some((line) => notRun.test(line))))(
  '$file names scripts and tests that there are',
  ({ commands }) => {
    for (const line of commands) {
      const script = /^npm run ([\w:]+)/.exec(line)?.[1];
      if (script) expect(packageJson.scripts).toHaveProperty([script]);
      for (const [file] of line.matchAll(/\btest\/[\w./-]+/g)) expect(existsSync(file), file).toBe(true);
    }
  },
);

describe('the page of commands', () => {
  const page = pages.find(({ file }) => file === 'docs/commands.md')!.text;
  const rows = [...page.matchAll(/^\| `mkapkovl (\w+)[^`]*` \| (.*) \|$/gm)].map(([, verb, words]) => ({
    verb: verb!,
    words: words!,
  }));
  let verbs: string[];

  beforeAll(async () => {
    const { stdout } = await run(['--help']);
    verbs = [...stdout.matchAll(/^ {2}(\w+) (?:\[options\]|\[command\])/gm)].map(([, verb]) => verb!);
    verbs = verbs.filter((verb) => verb !== 'help');
  });

  test('has a row for each', () => {
    expect(verbs.length).toBeGreaterThanOrEqual(9);
    expect(rows.map(({ verb }) => verb).sort()).toEqual([...verbs].sort());
  });

  test.each(rows)('says every option of $verb, and no other', async ({ verb, words }) => {
    const { stdout } = await run([verb, '--help']);
    const [, options = ''] = stdout.split('\nOptions:\n');
    const there = [...options.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option!);
    const said = [...words.matchAll(/`(--[\w-]+)/g)].map(([, option]) => option!);
    expect(said.sort()).toEqual(there.filter((option) => option !== '--help').sort());
  });
});

test('the program can be run by its name, as npx runs it in a folder that it has linked before', () => {
  expect(execFileSync('dist/cli.js', ['--version'], { encoding: 'utf8' })).toBe(`${packageJson.version}\n`);
});
