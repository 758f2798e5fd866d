import { characterReader } from '../../features/vms/devices/character/import.ts';
import { controllerReader } from '../../features/vms/devices/controller/import.ts';
import { diskReader } from '../../features/vms/devices/disk/import.ts';
import { filesystemReader } from '../../features/vms/devices/filesystem/import.ts';
import { graphicsReader } from '../../features/vms/devices/graphics/import.ts';
import { hostdevReader } from '../../features/vms/devices/hostdev/import.ts';
import { inputReader } from '../../features/vms/devices/input/import.ts';
import { interfaceReader } from '../../features/vms/devices/interface/import.ts';
import { memballoonReader } from '../../features/vms/devices/memballoon/import.ts';
import { panicReader } from '../../features/vms/devices/panic/import.ts';
import { redirdevReader } from '../../features/vms/devices/redirdev/import.ts';
import { rngReader } from '../../features/vms/devices/rng/import.ts';
import { soundReader } from '../../features/vms/devices/sound/import.ts';
import { tpmReader } from '../../features/vms/devices/tpm/import.ts';
import { videoReader } from '../../features/vms/devices/video/import.ts';
import { vsockReader } from '../../features/vms/devices/vsock/import.ts';
import { watchdogReader } from '../../features/vms/devices/watchdog/import.ts';
import type { DeviceReader } from './said.ts';

/** How devices of one element stand in a profile. */
export interface Kind {
  /** The key below the guest. */
  key: string;
  reader: DeviceReader;
  /** One device at most. */
  single?: true;
  /** Whether the device takes XML of its own. */
  hatch: boolean;
  /** Keys that print an element inside the device: without them, it can go in as it is. */
  inside?: Record<string, string[]>;
  /** What the key says where there is none. */
  none?: unknown;
}

const anywhere = { address: ['address', 'multifunction'], boot: ['boot_order'] };
const card = {
  virtualport: ['virtualport'],
  vlan: ['vlan'],
  driver: ['driver', 'queues'],
  rom: ['rom'],
  filterref: ['filter'],
  link: ['link_state'],
  mtu: ['mtu'],
  target: ['target'],
};
const line = {
  target: ['target'],
  source: ['path', 'mode', 'host', 'port', 'append'],
  log: ['log'],
  protocol: ['protocol'],
};

/** Each element below `<devices>` for which there is a key. */
export const kinds: Record<string, Kind> = {
  disk: { key: 'disks', reader: diskReader, hatch: true },
  filesystem: { key: 'filesystems', reader: filesystemReader, hatch: true, inside: { binary: ['binary'] } },
  controller: { key: 'controllers', reader: controllerReader, hatch: true, inside: { driver: ['queues', 'iothread'] } },
  interface: { key: 'networks', reader: interfaceReader, hatch: true, inside: card },
  hostdev: { key: 'hostdevs', reader: hostdevReader, hatch: true, inside: { rom: ['rom'] } },
  graphics: { key: 'graphics', reader: graphicsReader, hatch: false, none: 'none' },
  video: { key: 'video', reader: videoReader, hatch: true, none: 'none' },
  sound: { key: 'sound', reader: soundReader, hatch: true, none: 'none' },
  input: { key: 'input', reader: inputReader, hatch: true, none: 'none' },
  redirdev: { key: 'redirdevs', reader: redirdevReader, hatch: false, none: 0 },
  tpm: { key: 'tpm', reader: tpmReader, single: true, hatch: false, none: 'none' },
  memballoon: {
    key: 'memballoon',
    reader: memballoonReader,
    single: true,
    hatch: true,
    inside: { stats: ['stats_period'] },
  },
  rng: { key: 'rng', reader: rngReader, single: true, hatch: true, inside: { rate: ['rate'] }, none: 'none' },
  serial: { key: 'serial', reader: characterReader, hatch: true, inside: line, none: 'none' },
  parallel: { key: 'parallel', reader: characterReader, hatch: true, inside: line, none: 'none' },
  console: { key: 'console', reader: characterReader, hatch: true, inside: line, none: 'none' },
  channel: { key: 'channel', reader: characterReader, hatch: true, inside: line, none: 'none' },
  watchdog: { key: 'watchdog', reader: watchdogReader, single: true, hatch: true, none: 'none' },
  vsock: { key: 'vsock', reader: vsockReader, single: true, hatch: true, none: 'none' },
  panic: { key: 'panic', reader: panicReader, single: true, hatch: true, none: 'none' },
};

/** The keys by which a device prints an element that is inside it. */
export function keysInside(kind: Kind, element: string): string[] | undefined {
  return { ...anywhere, ...kind.inside }[element];
}
