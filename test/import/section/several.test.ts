import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/run.ts';
import { imported } from './read.ts';

describe('several definitions in one file', () => {
  const guest =
    "<domain type='kvm'><name>one</name><memory>524288</memory><os><type machine='q35'>hvm</type></os></domain>";
  const pool = (path: string) => `<pool type='dir'><name>one</name><target><path>${path}</path></target></pool>`;
  const network = "<network><name>one</name><bridge name='vb0'/></network>";

  test('become one section each, whatever they define', async () => {
    const { result } = await imported(guest + network + pool('/srv/a'));
    expect(result).toMatchObject({
      vms: { one: {} },
      libvirt: { networks: { one: { forward: 'none', bridge: 'vb0' } }, pools: { one: { path: '/srv/a' } } },
    });
    expect(result!.profile).toMatch(/^vms:\n(.|\n)*\nlibvirt:\n {2}pools:\n(.|\n)* {2}networks:\n/);
  });

  test('that have one name: the last is used, which is reported', async () => {
    const { result, codes } = await imported(pool('/srv/a') + pool('/srv/b'));
    expect({ pools: result!.libvirt.pools, codes }).toEqual({
      pools: { one: { type: 'dir', path: '/srv/b' } },
      codes: ['import-changed'],
    });
  });

  test.each([
    ['network', network],
    ['pool', pool('/srv/a')],
  ])('--as-profile is for guests: a %s is refused', async (what, xml) => {
    const { status, codes, findings, result } = await imported(guest + xml, '--as-profile');
    expect({ status, codes, result }).toEqual({ status: 3, codes: ['import-not-as-profile'], result: null });
    expect(findings[0]!.message).toContain(`defines a ${what}`);
  });
});

test('the page about guests shows what becomes of its example', async () => {
  const { status, stdout, stderr } = await run(['import', 'docs/examples/network.xml']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/@zone[\s\S]*0 errors, 2 warnings/) });
  expect(readFileSync('docs/guests.md', 'utf8')).toContain(`\`\`\`text\n${stdout}\`\`\`\n`);
});
