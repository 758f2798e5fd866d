import type { Building } from '../building.ts';
import { changed, type Mark } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take, whole as wholeElement } from './carry.ts';
import { lines } from './characters.ts';
import { disk } from './disk.ts';
import type { Draft } from './draft.ts';
import { screen } from './graphics.ts';
import { hostDevice } from './hostdev.ts';
import { networkCard } from './interface.ts';
import { truthful, whole } from './kinds.ts';
import { placed } from './placed.ts';
import { redirected, tpmOf } from './special.ts';
import type { Storage } from './storage.ts';

/** Devices whose keys are a list of rows: where they stand in the profile, and what is written of them anyway. */
interface Plain {
  key: string;
  rows: Row[];
  written?: string[];
  /** There is at most one; its type or model may stand by itself. */
  single?: boolean;
  usual?: [key: string, value: string];
  xml?: false;
}

const plain: Record<string, Plain> = {
  controller: {
    key: 'controllers',
    rows: [
      ['@type', 'type'],
      ['@model', 'model'],
      ['@index', 'index', whole],
      ['@ports', 'ports', whole],
      ['@vectors', 'vectors', whole],
      ['driver/@queues', 'queues', whole],
      ['driver/@iothread', 'iothread', whole],
    ],
  },
  filesystem: {
    key: 'filesystems',
    rows: [
      ['source/@dir', 'source'],
      ['target/@dir', 'target'],
      ['@accessmode', 'accessmode'],
      ['readonly?', 'readonly', truthful],
      ['driver/@queue', 'queue', whole],
      ['binary/@path', 'binary.path'],
      ['binary/@xattr', 'binary.xattr', truthful],
      ['binary/cache/@mode', 'binary.cache'],
      ['binary/sandbox/@mode', 'binary.sandbox'],
      ['binary/lock/@flock', 'binary.flock', truthful],
      ['binary/lock/@posix', 'binary.posix_lock', truthful],
    ],
    written: ['source', 'target', 'driver'],
  },
  input: {
    key: 'input',
    rows: [
      ['@type', 'type'],
      ['@bus', 'bus'],
      ['@model', 'model'],
      ['source/@evdev', 'source'],
      ['source/@dev', 'source'],
      ['source/@grab', 'grab'],
      ['source/@repeat', 'repeat', truthful],
    ],
  },
  sound: { key: 'sound', rows: [['@model', 'model']] },
  video: {
    key: 'video',
    rows: [
      ['model/@type', 'model'],
      ['model/@vram', 'vram', whole],
      ['model/@ram', 'ram', whole],
      ['model/@vgamem', 'vgamem', whole],
      ['model/@heads', 'heads', whole],
      ['model/@primary', 'primary', truthful],
      ['model/acceleration/@accel3d', 'accel3d', truthful],
    ],
    written: ['model'],
  },
  watchdog: {
    key: 'watchdog',
    single: true,
    usual: ['model', 'i6300esb'],
    rows: [
      ['@model', 'model'],
      ['@action', 'action'],
    ],
  },
  memballoon: {
    key: 'memballoon',
    single: true,
    usual: ['model', 'virtio'],
    rows: [
      ['@model', 'model'],
      ['@autodeflate', 'autodeflate', truthful],
      ['@freePageReporting', 'free_page_reporting', truthful],
      ['stats/@period', 'stats_period', whole],
    ],
  },
  rng: {
    key: 'rng',
    single: true,
    usual: ['model', 'virtio'],
    rows: [
      ['@model', 'model'],
      ['backend/@model', 'backend'],
      ['backend', 'device'],
      ['rate/@bytes', 'rate.bytes', whole],
      ['rate/@period', 'rate.period', whole],
    ],
    written: ['backend'],
  },
  vsock: {
    key: 'vsock',
    single: true,
    usual: ['model', 'virtio'],
    rows: [
      ['@model', 'model'],
      ['cid/@address', 'cid', whole],
    ],
    written: ['cid'],
  },
  panic: { key: 'panic', single: true, usual: ['model', 'isa'], rows: [['@model', 'model']] },
};

const lineKinds = ['serial', 'parallel', 'console', 'channel'];

/** All devices, in the order of the command. */
export function devices(domain: Node, draft: Draft, storage: Storage, building: Building): void {
  const all = domain.find('devices')?.children ?? [];
  const counts = new Map<string, number>();
  const next = (kind: string) => counts.get(kind) ?? 0;
  const readers: Record<string, (node: Node, index: number) => boolean> = {
    disk: (node, index) => disk(node, draft, index, storage),
    interface: (node, index) => networkCard(node, draft, index),
    graphics: (node, index) => screen(node, draft, index, 'spice'),
    hostdev: (node, index) => hostDevice(node, draft, index),
    tpm: (node) => tpmOf(node, draft),
    redirdev: (node) => redirected(node, draft),
  };
  for (const node of all) {
    if (lineKinds.includes(node.name) || node.name === 'emulator') continue;
    const read =
      readers[node.name] ?? (plain[node.name] && ((each: Node, index: number) => plainDevice(each, draft, index)));
    if (!read) wholeElement(node, draft, ['xml', 'devices']);
    else if (read(node, next(node.name))) counts.set(node.name, next(node.name) + 1);
  }
  for (const kind of lineKinds) lines(kind, domain.find('devices')?.all(kind) ?? [], draft);
  emulator(domain, draft);
  for (const kind of building.without) withoutUsual(kind, draft, domain.mark);
}

function plainDevice(node: Node, draft: Draft, index: number): boolean {
  const { key, rows, written = [], single, usual } = plain[node.name]!;
  if (strange(node)) {
    if (node.name === 'rng') draft.set(['rng'], 'none', node.mark);
    if (node.name === 'filesystem') filesystemWhole(node);
    wholeElement(node, draft, ['xml', 'devices']);
    return false;
  }
  if (single && index > 0) {
    draft.left.push(changed(node.mark, 'a guest here has one of them: the last one is it'));
    draft.remove([key]);
  }
  const base = single ? [key] : [key, index];
  draft.set(base, {}, node.mark);
  if (node.name === 'filesystem') filesystemDriver(node, draft, base);
  if (node.name === 'vsock' && take(node, 'cid/@auto')?.value === 'yes') draft.set([...base, 'cid'], 'auto', node.mark);
  carry(node, rows, draft, base);
  if (usual && draft.get([...base, usual[0]]) === undefined) draft.set([...base, usual[0]], usual[1], node.mark);
  placed(node, draft, base);
  rest(node, draft, [...base, 'xml'], written);
  return true;
}

/** What the keys of its kind say nothing of. */
function strange(node: Node): boolean {
  const type = node.get('@type')?.value;
  if (node.name === 'filesystem') {
    const driver = node.get('driver/@type')?.value;
    const more = ['@model', '@multidevs', '@fmode', '@dmode'].some((at) => node.get(at));
    return more || (type ?? 'mount') !== 'mount' || (driver !== undefined && driver !== 'virtiofs');
  }
  return node.name === 'rng' && !['random', 'builtin', undefined].includes(node.get('backend/@model')?.value);
}

function filesystemDriver(node: Node, draft: Draft, base: (string | number)[]): void {
  const type = take(node, 'driver/@type');
  take(node, '@type');
  if (type?.value !== 'virtiofs') draft.set([...base, 'driver'], '9p', type?.mark ?? node.mark);
}

/** What virt-install writes of a folder that the keys do not say (virtinst/devices/filesystem.py). */
function filesystemWhole(node: Node): void {
  if (!node.get('@type')) node.set('@type', 'mount', node.mark);
  const virtiofs = node.get('driver/@type')?.value === 'virtiofs';
  if (!node.get('@accessmode') && !virtiofs) node.set('@accessmode', 'mapped', node.mark);
}

/** Alpine keeps QEMU in one place, and the guest takes it from there. */
function emulator(domain: Node, draft: Draft): void {
  const said = take(domain, 'devices/emulator');
  if (said && !/^\/usr\/bin\/(qemu-system-x86_64|qemu-kvm|kvm)$|^\/usr\/libexec\/qemu-kvm$/.test(said.value))
    draft.left.push(changed(said.mark, "Alpine's emulator is /usr/bin/qemu-system-x86_64, and the guest runs in that"));
}

/** What `none` takes away of what a guest has by default; a screen and a TPM it has none of. */
function withoutUsual(kind: string, draft: Draft, mark: Mark): void {
  if (kind === 'redirdev') draft.set(['redirdevs'], 0, mark);
  else if (['sound', 'rng', 'console', 'channel'].includes(kind) && draft.get([kind]) === undefined)
    draft.set([kind], 'none', mark);
}
