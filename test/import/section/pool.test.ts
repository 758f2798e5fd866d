import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { golden, privateLibvirt } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';
import { left, logins, running } from './pools.ts';
import { imported, readBy, rebuilt, reported, withoutUuid } from './read.ts';

const folder = path.resolve(import.meta.dirname, '../../libvirt/pools');
const files = readdirSync(folder).filter((name) => /^pool-.*\.xml$/.test(name));
/** Debian's libvirt has no backend for it. */
const noBackend = new Set(['pool-tank-zfs.xml']);

/** What a definition says, whatever the order of its elements. */
const said = (xml: string) =>
  withoutUuid(xml)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .sort();

test.each(files)('%s comes to the same definition', async (name) => {
  const { findings, result } = await imported(golden(`pools/${name}`));
  expect(findings).toEqual([]);
  expect(said(await rebuilt(result!.profile, 'pools'))).toEqual(said(golden(`pools/${name}`)));
});

describeWith(['virsh', 'libvirtd'], 'an imported pool', () => {
  const libvirt = privateLibvirt();

  test.each(files.filter((name) => !noBackend.has(name)))('%s is the same to libvirt', async (name) => {
    const wanted = readBy(libvirt, 'pool', golden(`pools/${name}`));
    const { findings, result } = await imported(wanted);
    expect(reported(findings)).toEqual([]);
    const own = readBy(libvirt, 'pool', await rebuilt(result!.profile, 'pools'));
    expect(withoutUuid(own)).toBe(withoutUuid(wanted));
  });
});

describe('the section of a pool', () => {
  test.each(Object.entries(running))('%s has only what differs from the defaults', async (_, [xml, section]) => {
    const { findings, result } = await imported(xml);
    expect({ findings, result }).toMatchObject({
      findings: [],
      result: { vms: {}, libvirt: { pools: { one: section } } },
    });
    expect(result!.libvirt.pools).toEqual({ one: section });
  });

  test.each(left)('has no key for %s, which is reported at its place', async (_, xml, code, line, words) => {
    const { status, findings } = await imported(xml);
    expect(status).toBe(0);
    expect(findings).toEqual([expect.objectContaining({ code, line, message: expect.stringMatching(words) })]);
  });

  test.each(logins)('has nothing of a login by %s, which is reported without showing it', async (_, xml) => {
    const { status, findings, stdout } = await imported(xml);
    expect({ status, findings }).toMatchObject({ status: 0, findings: [{ code: 'import-lost', line: 4 }] });
    expect(stdout).not.toContain('s3cr3t');
  });
});
