import path from 'node:path';
import { describe as about, expect, test } from 'vitest';
import { check } from '#src/library/check.ts';
import { describe } from '#src/medium/make/description.ts';
import { mediumHost } from '#src/medium/make/host.ts';
import type { BuiltHost } from '#src/pipeline/build.ts';
import { folderWith, leastProfile } from '../../support/run.ts';

/** What a medium for this profile says of it. */
async function described(profile: string) {
  const file = path.join(folderWith({ 'profile.yaml': profile }), 'profile.yaml');
  const { hosts, findings } = await check(file);
  expect(findings).toEqual([]);
  const host = mediumHost(file, hosts[0]!, new Map());
  const built = { build_id: 'ab' } as BuiltHost;
  const alpine = { version: '3.23.2', arch: 'x86_64' };
  return describe([{ built, host, size: 1, sha256: 'cd' }], { version: '0.1.0', alpine, encrypted: false });
}

const ofDisk = async (disk: string) =>
  (await described(leastProfile.replace('{ serial: SERIAL1 }', disk))).hosts[0]!.disk;

about('a medium says of the disk of an installation', () => {
  test('that it may be erased, and which installation this is', async () => {
    expect(await ofDisk('{ serial: SERIAL1, wipe: SERIAL1, generation: 3 }')).toEqual({
      ...{ serial: 'SERIAL1', wwn: undefined, wipe: true, generation: 3 },
    });
  });

  test('that it must be blank', async () => {
    expect(await ofDisk('{ serial: SERIAL1, wwn: naa.5000 }')).toEqual({
      ...{ serial: 'SERIAL1', wwn: 'naa.5000', wipe: false, generation: 1 },
    });
  });

  test('that there is none, of a host that runs from memory', async () => {
    const diskless = leastProfile
      .replace(/install:.*\n/, 'install: { mode: diskless }\n')
      .replace('{ prompt: true }', '{ env: HASH }');
    expect((await described(diskless)).hosts[0]!.disk).toBeNull();
  });
});

test('a medium says how many images its hosts take, the same one once', async () => {
  const image = 'image: { url: https://images.example/disk.qcow2, sha256: HASH }'.replace('HASH', 'a'.repeat(64));
  const disks = `disks: [{ volume: vms/NAME, size: 8GiB, ${image} }]`;
  const guests = ['one', 'two'].map((name) => `  ${name}: { memory: 1GiB, ${disks.replace('NAME', name)} }\n`);
  const pool = 'libvirt: { pools: { vms: { type: dir, path: /var/lib/libvirt/vms } } }\n';
  expect((await described(`${leastProfile}${pool}vms:\n${guests.join('')}`)).images).toBe(1);
  expect((await described(leastProfile)).images).toBe(0);
});
