import { describe, expect, test } from 'vitest';
import { nestedTooDeeplyAt } from '#src/tree/template-nesting.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const blocks = (count: number) => '{{#if hostname}}'.repeat(count) + '{{/if}}'.repeat(count);
const chain = (count: number) => `{{#if hostname}}${'{{else if hostname}}'.repeat(count)}{{/if}}`;
const calls = (count: number) => `{{xml ${'(xml '.repeat(count)}hostname${')'.repeat(count)}}}`;

describe('a template', () => {
  test.each([
    ['blocks within each other', blocks(200)],
    ['blocks one after the other', blocks(1).repeat(1000)],
    ['a chain', chain(100)],
    ['chains one after the other', chain(3).repeat(300)],
    ['calls within each other', calls(200)],
    ['brackets outside', '('.repeat(1000)],
    ['an else of its own', '{{#if hostname}}a{{^}}b{{else}}c{{/if}}'.repeat(300)],
  ])('may have %s', (_, source) => {
    expect(nestedTooDeeplyAt(source)).toBeUndefined();
  });

  test.each([
    ['blocks', blocks(8000), 16 * 200 + 1],
    ['else if', chain(8000), 16 + 20 * 199 + 1],
    ['calls', calls(8000), 1],
  ])('with thousands of %s is refused at the first that is too much, at once', async (_, source, column) => {
    const cwd = folderWith({ 'profile.yaml': `${leastProfile}overlays: [tree]\n`, 'tree/etc/x.hbs': source });
    const { status, stdout } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { code: 'user-template-invalid', file: 'tree/etc/x.hbs', line: 1, column },
    ]);
  });
});
