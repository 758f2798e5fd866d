import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AcceptedBuild, buildAccepted } from '../support/accepted-builds.ts';
import { acceptedProfiles, type PlainProfile } from '../support/accepted-profiles.ts';
import { ash } from '../support/ash.ts';
import { folderWith } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const agent = 'etc/mkapkovl';
const tables = ['users', 'devices', 'fstab', 'pools', 'networks', 'guests', 'volumes'];
const fileOf = (table: string) =>
  `${agent}/${['pools', 'networks', 'guests', 'volumes'].includes(table) ? `libvirt/${table}.table` : table}`;
const lists = ['packages', 'kernel-options', 'initramfs-features', 'initramfs-modules'];
const settings: Record<string, string[]> = {
  [`${agent}/install.conf`]: `INSTALL_MODE INSTALL_KERNEL INSTALL_LOADER DISK_SERIAL DISK_WWN DISK_MIN_BYTES
    DISK_MAX_BYTES DISK_WIPE DISK_GENERATION PASSPHRASE PASSPHRASE_MEDIUM`.split(/\s+/),
  'etc/conf.d/loadkmap': ['KEYMAP'],
  'etc/conf.d/mkapkovl-hugepages': ['HUGEPAGE_MOUNTS'],
  'etc/conf.d/libvirt-guests': ['LIBVIRT_SHUTDOWN', 'LIBVIRT_MAXWAIT', 'LIBVIRT_START'],
  'etc/udhcpc/udhcpc.conf': ['RESOLV_CONF', 'search'],
};

interface Read {
  tables: Record<string, string[][]>;
  lists: Record<string, string[]>;
  settings: Record<string, Record<string, string>>;
}

describeWith(['applets'], "the agent's data of any accepted profile, read by busybox ash", () => {
  test('tables, lists and settings say what the profile says', { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(fc.integer(), async (seed) => {
      const cwd = folderWith();
      const builds = await buildAccepted(fc.sample(acceptedProfiles(), { seed, numRuns: 150 }), cwd);
      const read = readAll(builds, cwd);
      for (const [index, { profile, members }] of builds.entries()) {
        const written = JSON.stringify(profile);
        expect(read[index]!.tables, written).toEqual(expectedTables(profile, (name) => members.has(name)));
        expect(read[index]!.settings, written).toEqual(expectedSettings(profile));
        expectLists(profile, read[index]!.lists, written);
      }
    });
    await fc.assert(property, { seed: 20261123, numRuns: 1 });
  });
});

const cells = Array.from({ length: 10 }, (_, index) => `c${index}`);

/** One script that reads the files of all builds: rows by `read` with tabs alone between cells, settings by sourcing. */
function readAll(builds: AcceptedBuild[], cwd: string): Read[] {
  const present = builds.map(({ members }, index) => {
    const files = [...tables.map(fileOf), ...lists.map((name) => `${agent}/${name}`), ...Object.keys(settings)];
    const here = files.filter((file) => members.has(file));
    for (const file of here) writeFileSync(path.join(cwd, local(index, file)), members.get(file)!.content);
    return here;
  });
  const blocks = present.map((files, index) =>
    files.map((file) => {
      const name = `./${local(index, file)}`;
      const values = settings[file]?.map((variable) => `printf '%s\\0' "\${${variable}-<unset>}"`);
      if (values) return `(. ${name}; . ${name}; ${values.join('; ')})`;
      const words = cells.map((cell) => `"$${cell}"`).join(' ');
      const line = `while IFS='\t' read -r ${cells.join(' ')}; do printf '%s\\0' row ${words}; done < ${name}`;
      return `${line}\nprintf 'end\\0'`;
    }),
  );
  const printed = ash(blocks.flat().join('\n'), cwd);
  const rows = () => {
    const found: string[][] = [];
    while (printed.shift() === 'row') found.push(printed.splice(0, cells.length).filter((cell) => cell !== ''));
    return found;
  };
  return present.map((files) => {
    const read: Read = { tables: {}, lists: {}, settings: {} };
    for (const file of files) {
      const table = tables.find((name) => fileOf(name) === file);
      const variables = settings[file];
      if (variables) read.settings[file] = Object.fromEntries(variables.map((name) => [name, printed.shift() ?? '']));
      else if (table) read.tables[table] = rows();
      else read.lists[path.basename(file)] = rows().map((row) => row.join('\t'));
    }
    return read;
  });
}

const local = (index: number, file: string) => `${index}.${file.replaceAll('/', '_')}`;
const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');

function expectedTables(profile: PlainProfile, has: (file: string) => boolean): Read['tables'] {
  const { access = {}, storage = {}, passthrough, libvirt, vms } = profile;
  const password = (value: object | undefined) => (value ? 'prompt' : 'locked');
  const mounts: [string, PlainProfile][] = Object.entries(storage.mounts ?? {});
  const guests: [string, PlainProfile][] = Object.entries(vms ?? {});
  const all: Read['tables'] = {
    users: [
      ['root', password(access.root?.password), '-'],
      ...Object.entries((access.users ?? {}) as PlainProfile).map(([name, user]) => [
        name,
        password(user.password),
        user.groups.join(',') || '-',
      ]),
    ],
    devices: (passthrough?.devices ?? []).map(({ id }: { id: string }) => ['id', id, id]),
    fstab: mounts.map(([folder, { device, type = 'ext4', options = ['defaults'] }]) => {
      const pass = ['ext4', 'xfs', 'vfat'].includes(type) ? '2' : '0';
      return [device, folder, type, options.join(','), '0', pass];
    }),
    pools: Object.entries((libvirt?.pools ?? {}) as PlainProfile).map(([name, { type, path: folder, autostart }]) => [
      name,
      type,
      folder,
      yesOrNo(autostart ?? true),
    ]),
    networks: Object.entries((libvirt?.networks ?? {}) as PlainProfile).map(([name, { autostart }]) => [
      name,
      yesOrNo(autostart ?? true),
    ]),
    guests: guests.map(([name, { autostart, hostdevs = [] }]) => [
      name,
      yesOrNo(autostart ?? false),
      hostdevs.map(addressOf).join(',') || '-',
    ]),
    volumes: guests.flatMap(([name, { disks = [] }]) => disks.map((disk: PlainProfile) => [name, ...volume(disk)])),
  };
  // A table with no reason to be there is not there; one that is there is right even if it is empty.
  return Object.fromEntries(Object.entries(all).filter(([name, rows]) => rows.length > 0 || has(fileOf(name))));
}

const addressOf = (device: string) => device.replace(/^pci_(.{4})_(..)_(..)_(.)$/, '$1:$2:$3.$4');

function volume({ volume: name, size, image }: PlainProfile): string[] {
  const [pool, file] = name.split('/');
  const format = file.endsWith('.qcow2') ? 'qcow2' : 'raw';
  const folder = '/var/lib/libvirt/images';
  const compression = image ? (/\.(gz|xz|zst)$/.exec(image.url)?.[1] ?? 'none') : '-';
  return [pool, file, `${folder}/${file}`, format, size ?? '-', image?.url ?? '-', image?.sha256 ?? '-', compression];
}

function expectedSettings({ install, boot, system, tuning, network, libvirt, vms }: PlainProfile): Read['settings'] {
  const { disk, encrypt } = install;
  const keymap = system?.keymap ?? 'us us';
  const [layout, variant] = keymap.split(' ');
  const pages: { size: string }[] = tuning?.hugepages ?? [];
  const mounts = pages.map(({ size }) => (size === '1GiB' ? '/dev/hugepages1G:1G' : '/dev/hugepages:2M'));
  const usesDhcp = Object.values((network?.interfaces ?? {}) as PlainProfile).some(({ ipv4 }) => ipv4 === 'dhcp');
  const medium = encrypt?.passphrase.on_medium;
  return {
    [`${agent}/install.conf`]: {
      INSTALL_MODE: 'sys',
      INSTALL_KERNEL: 'lts',
      INSTALL_LOADER: boot?.loader ?? 'auto',
      DISK_SERIAL: disk.serial,
      DISK_WWN: disk.wwn ?? '',
      DISK_MIN_BYTES: disk.min_size ? String({ '8GB': 8e9, '100GB': 100e9 }[disk.min_size as '8GB']) : '',
      DISK_MAX_BYTES: '',
      DISK_WIPE: disk.wipe ?? '',
      DISK_GENERATION: String(disk.generation ?? 1),
      PASSPHRASE: medium ? 'medium' : encrypt ? 'prompt' : 'none',
      PASSPHRASE_MEDIUM: medium ?? '',
    },
    ...(['us us', 'none'].includes(keymap)
      ? {}
      : { 'etc/conf.d/loadkmap': { KEYMAP: `/usr/share/bkeymaps/${layout}/${variant}.bmap.gz` } }),
    ...(mounts.length > 0 ? { 'etc/conf.d/mkapkovl-hugepages': { HUGEPAGE_MOUNTS: mounts.join(' ') } } : {}),
    ...(libvirt || vms
      ? {
          'etc/conf.d/libvirt-guests': {
            LIBVIRT_SHUTDOWN: 'shutdown',
            LIBVIRT_MAXWAIT: String(240 + 60 * Math.max(1, Object.keys(vms ?? {}).length)),
            LIBVIRT_START: 'no',
          },
        }
      : {}),
    ...(usesDhcp ? leaseSettings(network.dns) : {}),
  };
}

function leaseSettings(dns: { servers?: string[]; search?: string[] } = {}): Read['settings'] {
  const { servers = [], search = [] } = dns;
  const file = 'etc/udhcpc/udhcpc.conf';
  if (servers.length > 0) return { [file]: { RESOLV_CONF: 'no', search: '<unset>' } };
  return search.length > 0 ? { [file]: { RESOLV_CONF: '<unset>', search: search.join(' ') } } : {};
}

function expectLists(profile: PlainProfile, read: Read['lists'], written: string): void {
  const options: string[] = profile.boot?.options ?? [];
  expect(read['kernel-options'], written).toEqual(expect.arrayContaining(options));
  for (const page of profile.tuning?.hugepages ?? []) {
    const at = read['kernel-options']!.indexOf(`hugepagesz=${page.size === '1GiB' ? '1G' : '2M'}`);
    expect(read['kernel-options']?.[at + 1], written).toBe(`hugepages=${page.count}`);
  }
  expect(read['initramfs-features'], written).toEqual(profile.passthrough?.devices ? ['vfio'] : []);
  const modules = profile.alpine.release === '3.18' ? ['vfio', 'vfio_virqfd'] : ['vfio'];
  expect(read['initramfs-modules'], written).toEqual(
    profile.passthrough?.devices ? [...modules, 'vfio_iommu_type1', 'vfio-pci'] : [],
  );
  expect(read.packages, written).toEqual([...new Set(read.packages)].sort());
  const elsewhere = (profile.packages ?? []).filter((name: string) => /^(vim|jq|linux-lts|htop)/.test(name));
  expect(read.packages, written).toEqual(expect.arrayContaining(elsewhere));
}
