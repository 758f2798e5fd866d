import { beforeAll, expect, test } from 'vitest';
import { packageOf } from '#src/pipeline/render.ts';
import { describeWith } from '../../support/tools.ts';
import { type BuiltHost, builtHosts } from './built-hosts.ts';
import { installerPackages } from './installer.ts';
import { packaged } from './tables/packaged.ts';

/** Commands that lines of the agent can run on a host although nothing brings their package. */
function missingOn(host: BuiltHost): string[] {
  return packaged.flatMap(({ command, brought }) => {
    if (brought.by === 'base') return host.packages.has('alpine-base') ? [] : [command];
    if (brought.by !== 'world' || !brought.when(host)) return [];
    return brought.names.every((name) => host.packages.has(name)) ? [] : [command];
  });
}

const inWorld = packaged.flatMap(({ command, brought }) => (brought.by === 'world' ? [{ command, ...brought }] : []));

describeWith(['shfmt', 'busybox'], 'packages with the commands of the agent', () => {
  let hosts: BuiltHost[];
  beforeAll(async () => {
    hosts = await builtHosts();
  }, 120_000);

  test('are in the world or in the list of every host on which a line can run them', () => {
    expect(hosts.length).toBeGreaterThan(35);
    for (const host of hosts)
      expect({ missing: missingOn(host), profile: host.profile }).toMatchObject({ missing: [] });
  });

  test.each(inWorld)(
    '$command: some host has lines for it, and is found without its package',
    ({ command, names, when }) => {
      const concerned = hosts.filter(when);
      expect(concerned).not.toEqual([]);
      for (const host of concerned) {
        const packages = new Set([...host.packages].filter((name) => !names.includes(packageOf(name))));
        expect(missingOn({ ...host, packages })).toContain(command);
      }
    },
  );

  test('are added by the installer before its lines run them', () => {
    for (const { command, brought } of packaged) {
      if (brought.by !== 'installer') continue;
      for (const machine of brought.on) {
        const added = installerPackages(machine);
        expect({ command, machine, missing: brought.names.filter((name) => !added.includes(name)) }).toMatchObject({
          missing: [],
        });
      }
    }
  });

  test('are installed on the disk with the boot loader that the installer names', () => {
    for (const { owner, brought } of packaged) {
      if (brought.by !== 'setup-disk' || !brought.loader) continue;
      for (const firmware of brought.loader === 'grub' ? (['uefi', 'bios'] as const) : (['bios'] as const))
        expect(installerPackages({ firmware, loader: brought.loader, encrypted: false })).toContain(owner);
    }
  });
});
