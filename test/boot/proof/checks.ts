import { expect } from 'vitest';
import type { Facts } from '../boot.ts';
import { ways as started, type Way } from './ways.ts';

/** Something that must be so on a machine of profiles/proof.yaml when it is up. */
export interface Check {
  name: string;
  /** What it means to people. */
  title: string;
  ways: Way[];
  /** Throws if it is not so. */
  holds(facts: Facts): void;
}

const always: Way[] = [...started, 'unpacked'];
/** Those whose initramfs has vfio-pci. */
const withVfio: Way[] = ['installed', 'installed on NVMe', 'native driver first'];

const usb = ['0000:00:1a.0', '0000:00:1a.1', '0000:00:1a.2', '0000:00:1a.7'];
const card = '0000:00:04.0';
const disk = '0000:00:06.0';
const hosts = {
  '0000:00:03.0': 'e1000e',
  '0000:00:05.0': 'e1000',
  '0000:00:1d.0': 'uhci_hcd',
  '0000:00:1d.1': 'uhci_hcd',
  '0000:00:1d.2': 'uhci_hcd',
  '0000:00:1d.7': 'ehci-pci',
};

/** Who has each device. */
function holders(facts: Facts): Record<string, string> {
  return Object.fromEntries(
    facts('driver')
      .map((line) => line.split(' '))
      .map(([address, , driver]) => [address, driver]),
  );
}

/** vfio-pci has the devices, and no other driver ever had. */
function bound(facts: Facts, addresses: string[]): void {
  const all = holders(facts);
  expect(addresses.map((address) => all[address])).toEqual(addresses.map(() => 'vfio-pci'));
  expect(facts('claimed').filter((line) => addresses.includes(line.split(' ')[0]!))).toEqual([]);
}

/** Findings of `mkapkovl-host verify`: code and message. */
export function found(facts: Facts): { code: string; message: string; severity: string }[] {
  return JSON.parse(facts('verify').join('\n'));
}

/** Before its last part: the folder that a name is in. */
const folderOf = (name: string) => name.replace(/[^/]+\/?$/, '');

export const checks: Check[] = [
  {
    name: 'unpacked',
    title: 'busybox tar unpacks the overlay',
    ways: always,
    holds: (facts) => expect(facts('unpacked')).toEqual(['0']),
  },
  {
    name: 'names',
    title: 'each name comes once, in order, behind its folder',
    ways: always,
    holds: (facts) => {
      const names = facts('name');
      const bytes = (name: string) => Buffer.from(name.replace(/\/$/, ''));
      expect(names).toEqual([...new Set(names)].sort((a, b) => Buffer.compare(bytes(a), bytes(b))));
      for (const name of names) if (folderOf(name)) expect(names).toContain(folderOf(name));
    },
  },
  {
    name: 'kept',
    title: 'no package overwrites a file of the profile',
    ways: always,
    holds: (facts) => expect(facts('kept')).toEqual(['# of the profile']),
  },
  {
    name: 'closed',
    title: 'only root can write',
    ways: always,
    holds: (facts) => expect(facts('writable')).toEqual([]),
  },
  {
    name: 'secret',
    title: 'only root can read secrets',
    ways: always,
    holds: (facts) => {
      expect(facts('secret')).toEqual(['/etc/mkapkovl/secrets/password.root']);
      expect(facts('exposed')).toEqual([]);
    },
  },
  {
    name: 'readable',
    title: 'everybody can read what is no secret',
    ways: always,
    holds: (facts) => {
      const closed = [
        '/etc/mkapkovl/secrets',
        '/etc/shadow',
        '/etc/ssh/sshd_config.d/mkapkovl.conf',
        '/var/log/mkapkovl.log',
      ];
      expect(facts('unreadable').filter((name) => !closed.includes(name))).toEqual([]);
    },
  },
  {
    name: 'owners',
    title: 'everything is root’s',
    ways: always,
    holds: (facts) => expect(facts('foreign')).toEqual([]),
  },
  {
    name: 'iommu',
    title: 'the IOMMU is switched on',
    ways: started,
    holds: (facts) => expect(facts('iommu-group')).not.toEqual([]),
  },
  {
    name: 'modules',
    title: 'the modules of /etc/modules are loaded',
    ways: started,
    holds: (facts) => {
      expect(facts('refused')).toEqual([]);
      expect(facts('loaded')).toContain('tun');
    },
  },
  {
    name: 'usb',
    title: 'the USB controllers are vfio-pci’s from the start',
    ways: withVfio,
    holds: (facts) => bound(facts, usb),
  },
  {
    name: 'disk',
    title: 'so is the NVMe disk',
    ways: withVfio,
    holds: (facts) => bound(facts, [disk]),
  },
  { name: 'card', title: 'so is the network card', ways: started, holds: (facts) => bound(facts, [card]) },
  {
    name: 'others',
    title: 'what is not passed through works for the host, an equal card among it',
    ways: started,
    holds: (facts) => expect(holders(facts)).toMatchObject(hosts),
  },
  {
    name: 'port',
    title: 'the port has the name that the profile gives to its address',
    ways: started,
    holds: (facts) => expect(facts('card')).toContain('lan0 52:54:00:00:00:05'),
  },
  {
    name: 'services',
    title: 'the services do what they are for',
    ways: started,
    holds: (facts) => expect(facts('service-failed')).toEqual([]),
  },
  {
    name: 'verify',
    title: '`mkapkovl-host verify` finds every promise kept',
    ways: withVfio,
    holds: (facts) => expect([facts('verify-status'), found(facts)]).toEqual([['0'], []]),
  },
];

export const checksOf = (way: Way): Check[] => checks.filter((check) => check.ways.includes(way));

/** The names of the checks that fail, and why. */
export function failures(way: Way, facts: Facts): Map<string, string> {
  const failed = new Map<string, string>();
  for (const { name, holds } of checksOf(way)) {
    try {
      holds(facts);
    } catch (thrown) {
      failed.set(name, (thrown as Error).message);
    }
  }
  return failed;
}
