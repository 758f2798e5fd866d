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
    // ls -l /sys/class/net, or readlink -f of one
    new RegExp(`(${addressPattern})/(?:(?:usb|virtio)\\S*/)?net/([\\w.-]+)$`, 'i'),
    (draft, [, address = '', name = '']) => {
      draft.sources.add('sysfs');
      draft.nic(name).controller ??= fullAddress(address);
    },
  ],
  [
    // findmnt, with or without the branches of its tree: /boot/efi /dev/nvme0n1p1 vfat rw
    /^[│├└─|`\s-]*(\/\S*)\s+(\/dev\/\S+?)(?:\[\S*\])?\s+[a-z]\w+\s+(?:rw|ro)\b/,
    (draft, [, target = '', source = '']) => {
      const kernel = diskName(source)?.kernel;
      if (!kernel) return;
      draft.sources.add('findmnt');
      const disk = draft.disk(kernel);
      disk.mounts = [...new Set([...(disk.mounts ?? []), target])];
    },
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
