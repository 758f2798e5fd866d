import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

const readme = readFileSync('README.md', 'utf8');
/** The first block of a language, without the indentation of a list. */
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\n(.*?)\n *\`\`\``, 's').exec(readme)![1]!.replaceAll(/^ {2}/gm, '');
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl you@home';

test('what check prints of its profile with a slip of the pen is what the page shows', async () => {
  const yaml = /```yaml\n(.*?)\n```/s.exec(readme)![1]!.replace('ssh-ed25519 AAAA… you@home', key);
  const cwd = folderWith({ 'kvm1.yaml': `${yaml.replace('memory:', 'memmory:')}\n` });
  const { status, stdout, stderr } = await run(['check', 'kvm1.yaml'], { cwd });
  expect(status).toBe(1);
  expect(`$ mkapkovl check kvm1.yaml\n${stdout}${stderr}`.trimEnd()).toBe(block('console'));
});

test('it is short: less than 7 KiB', () => {
  expect(Buffer.byteLength(readme)).toBeLessThan(7 * 1024);
});
