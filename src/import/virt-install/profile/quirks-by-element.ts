import { lost } from '../marked.ts';
import { keepDevice, take } from './carry.ts';
import { disk } from './disk.ts';
import { graphics } from './graphics.ts';
import { hostdev } from './hostdev.ts';
import type { Quirks } from './quirks.ts';

const withModel = (model: string): Quirks => ({ defaults: () => ({ '@model': model }) });

const line: Quirks = {
  redundant: { 'log/@append': 'off' },
  before(node, draft, base) {
    draft.set([...base, 'type'], take(node, '@type')?.value ?? 'pty', node.mark);
    for (const other of node.all('source').slice(1)) {
      other.taken = true;
      draft.leftovers.push(lost(other.mark, 'a character device can have only one source'));
    }
  },
};

/** The channels of the guest agent and of spice have short forms. */
const channel: Quirks = {
  ...line,
  redundant: { ...line.redundant, 'target/@type': 'virtio' },
  generated: ['target'],
  shorten(draft, base) {
    const { type, mode = 'bind', target = {}, ...more } = draft.get(base) as Record<string, unknown>;
    const { name, ...others } = target as Record<string, unknown>;
    if (Object.keys({ ...more, ...others }).length > 0 || mode !== 'bind') return;
    if (type === 'unix' && name === 'org.qemu.guest_agent.0') draft.set(base, 'guest_agent');
    else if ((type === 'spicevmc' || type === 'qemu-vdagent') && (!name || name === 'com.redhat.spice.0'))
      draft.set(base, type);
  },
};

const networkCard: Quirks = {
  asXml: (node, draft) =>
    !['bridge', 'network', 'direct', 'user', 'none', undefined].includes(node.get('@type')?.value) &&
    keepDevice(
      node,
      draft,
      {},
      'there are no keys for interfaces of this type, so it was put under xml.devices, after all others',
    ),
  /** libvirt's default mode is vepa. */
  defaults: (node) => ({
    '@type': 'bridge',
    ...(node.get('@type')?.value === 'direct' ? { 'source/@mode': 'vepa' } : {}),
  }),
  generated: ['source', 'mac', 'model'],
  before(node, draft, base) {
    const type = take(node, '@type');
    // Without a bridge name virt-install uses a bridge of its own host.
    if (type?.value === 'bridge' && !node.get('source/@bridge')) draft.set([...base, 'network'], 'default', node.mark);
  },
};

/** File systems with options that have no keys become XML (virtinst/devices/filesystem.py). */
const filesystem: Quirks = {
  asXml(node, draft) {
    const driver = node.get('driver/@type')?.value;
    const more = ['@model', '@multidevs', '@fmode', '@dmode'].some((at) => node.get(at));
    const strange = more || (node.get('@type')?.value ?? 'mount') !== 'mount' || (driver ?? 'virtiofs') !== 'virtiofs';
    return (
      strange &&
      keepDevice(node, draft, { '@type': 'mount', '@accessmode': driver === 'virtiofs' ? undefined : 'mapped' })
    );
  },
  generated: ['source', 'target', 'driver'],
};

const rng: Quirks = {
  asXml(node, draft) {
    if (['random', 'builtin', undefined].includes(node.get('backend/@model')?.value)) return false;
    draft.set(['rng'], 'none', node.mark);
    return keepDevice(node, draft);
  },
  ...withModel('virtio'),
  generated: ['backend'],
};

/** An emulated TPM, or the host's. */
const tpm: Quirks = {
  asXml: (node, draft) =>
    !['emulator', 'passthrough', undefined].includes(node.get('backend/@type')?.value) && keepDevice(node, draft),
  shorten(draft, base, node) {
    const { type, ...more } = draft.get(base) as Record<string, unknown>;
    if (Object.keys(more).length > 0) return;
    draft.set(base, type === 'passthrough' ? { type, path: '/dev/tpm0' } : 'emulated', node.mark);
  },
};

/** Plain USB redirection over spice is counted; other kinds become XML. */
const redirdev: Quirks = {
  asXml(node, draft) {
    const usual = { '@bus': 'usb', '@type': 'spicevmc' };
    const plain = Object.entries(usual).every(([at, value]) => (node.get(at)?.value ?? value) === value);
    const count = Number(draft.get(['redirdevs']) ?? 0);
    take(node, '@bus', '@type');
    const counted = plain && node.children.every((each) => each.isEmpty());
    if (!counted) keepDevice(node, draft, usual);
    draft.set(['redirdevs'], counted ? count + 1 : count, node.mark);
    return true;
  },
};

export const quirksByElement: Record<string, Quirks> = {
  disk,
  filesystem,
  graphics,
  hostdev,
  redirdev,
  rng,
  tpm,
  channel,
  interface: networkCard,
  serial: line,
  parallel: line,
  console: line,
  video: { generated: ['model'] },
  watchdog: withModel('i6300esb'),
  memballoon: withModel('virtio'),
  vsock: { ...withModel('virtio'), generated: ['cid'], after: (node) => void take(node, 'cid/@auto') },
  panic: withModel('isa'),
};
