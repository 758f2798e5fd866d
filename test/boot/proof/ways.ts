import { readFileSync } from 'node:fs';
import type { Boot, Facts } from '../boot.ts';

/** How a machine comes up, as far as it matters to an overlay; the last is only unpacked. */
export type Way = Started | 'unpacked';
type Started = 'installed' | 'installed on NVMe' | 'native driver first' | 'diskless';

export const ways: Started[] = ['installed', 'installed on NVMe', 'native driver first', 'diskless'];

/** What every start ends with: the services, and what can then be seen. */
const ended = ['target:runlevels', 'target:holders', 'target:rights', 'target:verify'];

const steps: Record<Started, string[]> = {
  // From its disk, by the initramfs that mkinitfs made of the overlay's features.
  installed: ['kernel', 'packages', 'installed', 'initramfs', 'modules-of-cmdline', 'cold-plug', 'target', ...ended],
  // The same, where the installer has named the driver of the root file system's disk, before vfio-pci.
  'installed on NVMe': [
    'kernel',
    'packages',
    'installed',
    'initramfs',
    'nvme-root',
    'modules-of-cmdline',
    'cold-plug',
    'target',
    ...ended,
  ],
  // The same, where the driver of a card is asked for by somebody who knows nothing of vfio-pci.
  'native driver first': ['kernel', 'packages', 'installed', 'initramfs', 'target', 'native-driver', ...ended],
  // From Alpine's medium, whose initramfs knows nothing of the overlay, and before kmod has been fetched.
  diskless: ['kernel', 'stock-initramfs', 'packages', 'without-kmod', 'target', ...ended],
};

/** ICH9's USB 2 controllers of a slot: three UHCI functions and their EHCI companion. */
export function usbAt(slot: string, firstUhci: number, ehci: number): string[] {
  const place = (part: number) => `addr=${slot}.${part},multifunction=on`;
  return [
    `ich9-usb-ehci${ehci},id=usb${slot},${place(7)}`,
    ...[0, 1, 2].map(
      (part) => `ich9-usb-uhci${firstUhci + part},masterbus=usb${slot}.0,firstport=${2 * part},${place(part)}`,
    ),
  ];
}

/** The start of the machine that profiles/proof.yaml is for. */
export function proofOf(way: Started, name: string, change?: Boot['change']): Boot {
  return {
    name,
    profile: 'test/boot/profiles/proof.yaml',
    environment: { ROOT_HASH: '$6$rounds=1000$salt$Ks0GHvYJRjc1y8Q1mUS' },
    steps: steps[way],
    root: way === 'diskless' ? 'tmpfs' : 'ramfs',
    // Debian's kernel switches an Intel IOMMU on by itself, Alpine's does not; the last of several words counts.
    options: ['intel_iommu=off'],
    devices: [
      ...usbAt('1a', 4, 2),
      ...usbAt('1d', 1, 1),
      'e1000e,addr=3,mac=52:54:00:00:00:03',
      'e1000e,addr=4,mac=52:54:00:00:00:04',
      'e1000,addr=5,mac=52:54:00:00:00:05',
      'nvme,addr=6,serial=NVME-1,drive=disk',
    ],
    blocks: ['null-co,node-name=disk,size=1073741824,read-zeroes=on'],
    ...(change ? { change } : {}),
  };
}

/** One start in which several overlays are unpacked, each by itself. Each of them is made of what the profile gives. */
export function unpackingOf(name: string, changes: ((overlay: Buffer) => Promise<Buffer>)[]): Boot {
  const machine = proofOf('diskless', name);
  const files = async (overlay: string) => {
    const own = readFileSync(overlay);
    const cases = changes.map(async (change, index) => [`${caseOf(index)}.apkovl.tar.gz`, await change(own)] as const);
    return Object.fromEntries(await Promise.all(cases));
  };
  return { ...machine, steps: ['each-case'], files, devices: [], blocks: [] };
}

const caseOf = (index: number) => `case-${index}`;

/** What was reported about one of them. */
export function ofCase(facts: Facts, index: number): Facts {
  return (keyword) =>
    facts(caseOf(index)).flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
}
