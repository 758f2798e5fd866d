import type { Release } from './releases.ts';

/** From and to which version a release may have a program; the two are equal where its packages were read. */
interface Range {
  from: string;
  to: string;
}

export interface Versions {
  libvirt: Range;
  qemu: Range;
  busybox: Range;
  alpineConf: Range;
  mkinitfs: Range;
}

const exactly = (version: string): Range => ({ from: version, to: version });

/**
 * Programs of Alpine's releases (kernels: releases.ts), looked at on 2026-11-29.
 *
 * Read: 3.19 from the APKINDEX of main and community; libvirt and QEMU of 3.22 as `virsh version` printed them there
 * (sureshjoshi/alpine-kvm); busybox of 3.19 and 3.20 in their minirootfs. alpine-conf has a tag on the day of each
 * release, or up to five days before it.
 * Not read: where `from` and `to` differ, `from` is what the release before has, and `to` the newest version that its
 * authors had released on the day of Alpine's .0 release; later point releases of Alpine keep these series.
 */
export const versions: Record<Release, Versions> = {
  '3.18': {
    libvirt: { from: '8.7', to: '9.3' },
    qemu: { from: '7.1', to: '8.0' },
    busybox: exactly('1.36'),
    alpineConf: exactly('3.16'),
    mkinitfs: { from: '3.7', to: '3.8' },
  },
  '3.19': {
    libvirt: exactly('9.10'),
    qemu: exactly('8.1'),
    busybox: exactly('1.36'),
    alpineConf: exactly('3.17'),
    mkinitfs: exactly('3.9'),
  },
  '3.20': {
    libvirt: { from: '9.10', to: '10.3' },
    qemu: { from: '8.1', to: '9.0' },
    busybox: exactly('1.36'),
    alpineConf: exactly('3.18'),
    mkinitfs: { from: '3.9', to: '3.10' },
  },
  '3.21': {
    libvirt: { from: '9.10', to: '10.10' },
    qemu: { from: '8.1', to: '9.1' },
    busybox: { from: '1.36', to: '1.37' },
    alpineConf: exactly('3.19'),
    mkinitfs: { from: '3.9', to: '3.11' },
  },
  '3.22': {
    libvirt: exactly('11.3'),
    qemu: exactly('10.0'),
    busybox: { from: '1.36', to: '1.37' },
    alpineConf: exactly('3.20'),
    mkinitfs: { from: '3.9', to: '3.12' },
  },
  '3.23': {
    libvirt: { from: '11.3', to: '11.10' },
    qemu: { from: '10.0', to: '10.1' },
    busybox: { from: '1.36', to: '1.37' },
    alpineConf: exactly('3.21'),
    mkinitfs: { from: '3.9', to: '3.13' },
  },
  '3.24': {
    libvirt: { from: '11.3', to: '12.4' },
    qemu: { from: '10.0', to: '11.0' },
    busybox: { from: '1.36', to: '1.37' },
    alpineConf: exactly('3.22'),
    mkinitfs: { from: '3.9', to: '3.13' },
  },
};

/** Whether a release has at least a version of a program; undefined if that is not known. */
export function hasAtLeast(release: Release, program: keyof Versions, version: string): boolean | undefined {
  const { from, to } = versions[release][program];
  if (compare(from, version) >= 0) return true;
  return compare(to, version) < 0 ? false : undefined;
}

/** Negative, zero or positive, as of versions of numbers and dots. */
function compare(one: string, other: string): number {
  const numbers = [one, other].map((version) => version.split('.').map(Number));
  const longer = numbers[0]!.length > numbers[1]!.length ? numbers[0]! : numbers[1]!;
  const differences = longer.map((_, index) => (numbers[0]![index] ?? 0) - (numbers[1]![index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
