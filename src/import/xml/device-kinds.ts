import { characterReader } from '../../guest/kinds/character/reader.ts';
import { controllerReader } from '../../guest/kinds/controller/reader.ts';
import { diskReader } from '../../guest/kinds/disk/reader.ts';
import { filesystemReader } from '../../guest/kinds/filesystem/reader.ts';
import { graphicsReader } from '../../guest/kinds/graphics/reader.ts';
import { hostdevReader } from '../../guest/kinds/hostdev/reader.ts';
import { inputReader } from '../../guest/kinds/input/reader.ts';
import { interfaceReader } from '../../guest/kinds/interface/reader.ts';
import { memballoonReader } from '../../guest/kinds/memballoon/reader.ts';
import { panicReader } from '../../guest/kinds/panic/reader.ts';
import { redirdevReader } from '../../guest/kinds/redirdev/reader.ts';
import { rngReader } from '../../guest/kinds/rng/reader.ts';
import { soundReader } from '../../guest/kinds/sound/reader.ts';
import { tpmReader } from '../../guest/kinds/tpm/reader.ts';
import { videoReader } from '../../guest/kinds/video/reader.ts';
import { vsockReader } from '../../guest/kinds/vsock/reader.ts';
import { watchdogReader } from '../../guest/kinds/watchdog/reader.ts';
import type { DeviceReader } from '../../guest/reader.ts';

/** How the devices of one element are written in a profile. */
export interface Kind {
  /** The key below the guest. */
  key: string;
  reader: DeviceReader;
  /** One device at most. */
  single?: true;
  /** Whether the device has an `xml:` key. */
  acceptsXml: boolean;
  /** Keys that print an element inside the device; without them the element can go under `xml:`. */
  inside?: Record<string, string[]>;
  /** The value of the key if there is no such device. */
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
  disk: { key: 'disks', reader: diskReader, acceptsXml: true },
  filesystem: { key: 'filesystems', reader: filesystemReader, acceptsXml: true, inside: { binary: ['binary'] } },
  controller: {
    key: 'controllers',
    reader: controllerReader,
    acceptsXml: true,
    inside: { driver: ['queues', 'iothread'] },
  },
  interface: { key: 'networks', reader: interfaceReader, acceptsXml: true, inside: card },
  hostdev: { key: 'hostdevs', reader: hostdevReader, acceptsXml: true, inside: { rom: ['rom'] } },
  graphics: { key: 'graphics', reader: graphicsReader, acceptsXml: false, none: 'none' },
  video: { key: 'video', reader: videoReader, acceptsXml: true, none: 'none' },
  sound: { key: 'sound', reader: soundReader, acceptsXml: true, none: 'none' },
  input: { key: 'input', reader: inputReader, acceptsXml: true, none: 'none' },
  redirdev: { key: 'redirdevs', reader: redirdevReader, acceptsXml: false, none: 0 },
  tpm: { key: 'tpm', reader: tpmReader, single: true, acceptsXml: false, none: 'none' },
  memballoon: {
    key: 'memballoon',
    reader: memballoonReader,
    single: true,
    acceptsXml: true,
    inside: { stats: ['stats_period'] },
  },
  rng: { key: 'rng', reader: rngReader, single: true, acceptsXml: true, inside: { rate: ['rate'] }, none: 'none' },
  serial: { key: 'serial', reader: characterReader, acceptsXml: true, inside: line, none: 'none' },
  parallel: { key: 'parallel', reader: characterReader, acceptsXml: true, inside: line, none: 'none' },
  console: { key: 'console', reader: characterReader, acceptsXml: true, inside: line, none: 'none' },
  channel: { key: 'channel', reader: characterReader, acceptsXml: true, inside: line, none: 'none' },
  watchdog: { key: 'watchdog', reader: watchdogReader, single: true, acceptsXml: true, none: 'none' },
  vsock: { key: 'vsock', reader: vsockReader, single: true, acceptsXml: true, none: 'none' },
  panic: { key: 'panic', reader: panicReader, single: true, acceptsXml: true, none: 'none' },
};

/** The keys by which a device prints an element that is inside it. */
export function keysInside(kind: Kind, element: string): string[] | undefined {
  return { ...anywhere, ...kind.inside }[element];
}
