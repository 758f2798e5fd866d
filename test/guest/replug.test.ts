import { describe, expect, test } from 'vitest';
import { examine } from '#src/pipeline/examine.ts';
import { golden } from '../support/libvirt.ts';
import { folderWith } from '../support/run.ts';
import { targetFiles } from '../support/target.ts';

const host = golden('host.yaml');
const filesOf = (guests: string) => targetFiles(`${host}vms: { ${guests} }\n`);

const two = `
  home: { memory: 1GiB, hostdevs: [{ usb: "10c4:ea60", replug: true, startup_policy: optional }, { usb: "1a86:55d4" }] },
  music: { memory: 1GiB, hostdevs: [{ usb: "0d8c:0014", replug: true }] }`;

describe('replug: true of a USB device', () => {
  test('gives the host a row with its guest and id', async () => {
    const files = await filesOf(two);
    expect(files['etc/mkapkovl/libvirt/replug.table']).toBe('home\t10c4\tea60\nmusic\t0d8c\t0014\n');
  });

  test('gives it the XML that the definition of the guest has, too', async () => {
    const files = await filesOf(two);
    const entry = files['etc/mkapkovl/libvirt/replug/home/10c4-ea60.xml']!;
    expect(entry).toContain("<source startupPolicy='optional'>");
    expect(files['etc/mkapkovl/libvirt/domains/home.xml']).toContain(entry);
    expect(Object.keys(files).filter((name) => name.includes('/replug/'))).toHaveLength(2);
  });

  test('starts the service with the host', async () => {
    const cwd = folderWith({ 'profile.yaml': `${host}vms: { ${two} }\n` });
    const names = [...(await examine('profile.yaml', { cwd }, new Map())).tree!.keys()];
    for (const name of ['mkapkovl/agent/replug.sh', 'init.d/mkapkovl-replug', 'runlevels/default/mkapkovl-replug'])
      expect(names).toContain(`etc/${name}`);
  });

  test.each(['{ usb: "10c4:ea60" }', '{ usb: "10c4:ea60", replug: false }'])('not %s', async (device) => {
    const names = Object.keys(await filesOf(`home: { memory: 1GiB, hostdevs: [${device}] }`));
    expect(names.filter((name) => name.includes('replug'))).toEqual([]);
  });
});
