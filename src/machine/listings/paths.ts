import { diskName } from '../disk-names.ts';
import type { Draft } from './draft.ts';
import { addressPattern, fullAddress } from './function-line.ts';
import type { Line } from './lines.ts';

type Reader = (draft: Draft, match: RegExpExecArray, line: Line) => void;

/** Listings that say where disks and network cards are, and which of them the host uses. */
const readers: [RegExp, Reader][] = [
  [
    // ls -l /dev/disk/by-path: pci-0000:4d:00.0-nvme-1 -> ../../nvme0n1
    new RegExp(`\\bpci-(${addressPattern})-\\S+ -> \\S*/(\\w+)$`, 'i'),
    (draft, [, address = '', name = '']) => {
      const kernel = diskName(`/dev/${name}`)?.kernel;
      if (!kernel) return;
      draft.sources.add('by-path');
      draft.disk(kernel).controller ??= fullAddress(address);
    },
  ],
  [
    // ls -l /sys/block, find /sys -name sda: …/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda
    new RegExp(`(${addressPattern})/(?:nvme/nvme\\d+|(?:[\\w:.-]+/)+block)/(\\w+)$`, 'i'),
    (draft, [, address = '', name = '']) => {
      const kernel = diskName(`/dev/${name}`)?.kernel;
      if (kernel !== name) return;
      draft.sources.add('sysfs');
      draft.disk(kernel).controller ??= fullAddress(address);
    },
  ],
  [
    // ls -l /sys/bus/pci/devices/*/physfn: …/0000:25:10.0/physfn -> ../0000:24:00.0
    new RegExp(`(${addressPattern})/physfn -> \\S*?(${addressPattern})$`, 'i'),
    (draft, [, address = '', physical = ''], line) => {
      draft.sources.add('sysfs');
      draft.at(fullAddress(address), line).physical ??= fullAddress(physical);
    },
  ],
  [
    // ls -l /sys/class/net, or readlink -f of one
    new RegExp(`(${addressPattern})/(?:(?:usb|virtio)\\S*/)?net/([\\w.-]+)$`, 'i'),
    (draft, [, address = '', name = '']) => {
      draft.sources.add('sysfs');
      draft.nic(name).controller ??= fullAddress(address);
    },
  ],
  [
    // findmnt, with or without the branches of its tree: /boot/efi /dev/nvme0n1p1 vfat rw
    /^[│├└─|`\s-]*(\/\S*)\s+([^\s[]+)(?:\[\S*\])?\s+([a-z]\w+)\s+(?:rw|ro)\b/,
    (draft, [, target = '', source = '', type]) => mounted(draft, 'findmnt', source, target, type),
  ],
  [
    // mount: /dev/sda2 on / type ext4 (rw,relatime)
    /^(\S+) on (\/\S*) type ([a-z]\w+) \((?:rw|ro)\b/,
    (draft, [, source = '', target = '', type]) => mounted(draft, 'mount', source, target, type),
  ],
  [
    // /proc/mounts: /dev/sda2 / ext4 rw,relatime 0 0
    /^(\S+) (\/\S*) ([a-z]\w+) (?:rw|ro)[\w,=:./-]* 0 0$/,
    (draft, [, source = '', target = '', type]) => mounted(draft, 'mounts', source, target, type),
  ],
  [
    // The kernel's command line: root=ZFS=rpool/ROOT/pve-1
    /^(?!.*\b(?:add|try|set)\b).*\broot=(?:ZFS=|zfs:)([\w.:-]+)\//,
    (draft, [, pool = '']) => void draft.pool(pool).mounts.add('/'),
  ],
  [
    // /proc/mdstat: md0 : active raid1 sdb1[1] sda1[0]
    /^(md\w+) : (?:active|inactive)\b(.*)$/,
    (draft, [, array = '', rest = '']) => {
      for (const [, name = ''] of rest.matchAll(/([\w-]+)\[\d+\]/g)) held(draft, 'mdstat', `/dev/${name}`, array);
    },
  ],
  [
    // pvs: /dev/sda3  pve lvm2 a--  118.74g 14.00g
    /^(\/dev\/\S+)\s+(?:([\w.+-]+)\s+)?lvm2\s/,
    (draft, [, path = '', group]) => held(draft, 'pvs', path, group ? `LVM (${group})` : 'LVM'),
  ],
  [
    // ip route: default via 192.168.1.1 dev enp3s0 proto dhcp
    /^default\s+(?:via\s+\S+\s+)?dev\s+([\w.@-]+)/,
    (draft, [, name = '']) => {
      draft.sources.add('ip route');
      draft.nic(name.replace(/[.@].*$/, '')).route = true;
    },
  ],
];

function mounted(draft: Draft, command: string, source: string, target: string, type: string | undefined): void {
  const kernel = diskName(source)?.kernel;
  if (!kernel && type !== 'zfs') return;
  draft.sources.add(command);
  // A dataset of ZFS has the name of its pool in front.
  if (!kernel) draft.pool(source.split('/')[0]!).mounts.add(target);
  else {
    const disk = draft.disk(kernel);
    disk.mounts = [...new Set([...(disk.mounts ?? []), target])];
  }
}

function held(draft: Draft, source: string, device: string, holder: string): void {
  const kernel = diskName(device)?.kernel;
  if (!kernel) return;
  draft.sources.add(source);
  const disk = draft.disk(kernel);
  disk.heldBy = [...new Set([...(disk.heldBy ?? []), holder])];
}

export function readPath(draft: Draft, line: Line): boolean {
  for (const [pattern, read] of readers) {
    const match = pattern.exec(line.text);
    if (!match) continue;
    read(draft, match, line);
    return true;
  }
  return false;
}

/**
 * The address that systemd's names contain in decimal: enp3s0 is bus 3, slot 0, and enP1p3s0f1 the same in domain 1,
 * function 1 (systemd.net-naming-scheme(7)).
 */
export function addressInName(name: string): string | undefined {
  const [, domain = '0', bus, slot, fn = '0'] =
    /^(?:en|wl|ww|ib)(?:P(\d+))?p(\d+)s(\d+)(?:f(\d+))?(?:n\w+|d\d+)?$/.exec(name) ?? [];
  if (bus === undefined || slot === undefined) return undefined;
  const hex = (text: string, digits: number) => Number(text).toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${hex(fn, 1)}`;
}
