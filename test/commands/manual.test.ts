import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { pageOf } from '../../src/commands/manual/page.ts';
import { renderView } from '../../src/tree/templates.ts';
import { run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

/** A page as Alpine's man prints it. */
function read(page: string): string {
  const { stdout } = spawnSync('mandoc', ['-T', 'ascii', '-O', 'width=200'], { input: page, encoding: 'utf8' });
  return stdout.replace(/.\x08/g, '');
}

describeWith(['mandoc'], 'the manual page', () => {
  test('is without fault for mandoc', async () => {
    const { stdout } = await run(['manual']);
    const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: stdout, encoding: 'utf8' });
    // A page without a date is the same whenever it is made.
    const faults = lint.stdout.split('\n').filter((line) => line && !line.includes('missing date'));
    expect(faults).toEqual([]);
  });

  test('has every command and option of the help texts, and their examples', async () => {
    const page = read((await run(['manual'])).stdout).replace(/\s+/g, ' ');
    const help = (await run(['--help'])).stdout;
    const names = [...help.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const own = (await run([name, '--help'])).stdout;
      const options = [...own.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option!);
      const example = /\$ (mkapkovl .*)/.exec(own)?.[1];
      for (const text of [...options, example!]) expect(page, name).toContain(text);
    }
  });

  test('prints what would be a request or an escape to it', () => {
    const program = new Command('mkapkovl').description('.TH in front, \\fB and --dashes');
    program.command('odd').description("'quoted'\n.SH a line").option('--x <\\y>', '.nf');
    const values = pageOf(program, '1.0', () => 'odd \\n');
    const page = read(renderView({ template: 'manual/mkapkovl.1', values }));
    for (const text of [
      '.TH in front, \\fB and --dashes',
      "'quoted' .SH a line",
      '--x <\\y>',
      '.nf',
      'mkapkovl odd \\n',
    ])
      expect(page).toContain(text);
  });
});
