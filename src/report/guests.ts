import { aboutGuest } from '../features/summary/words.ts';
import { sourceOf } from '../guest/kinds/disk/source.ts';
import type { Disk, Guest, Interface } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { linkOf } from './network/links.ts';
import type { Row } from './words.ts';

export interface GuestSection {
  name: string;
  /** For the element's id: names have characters that a reference cannot have. */
  id: string;
  title: string;
  about: Row[];
  disks: { device: string; source: string; size: string; origin: string }[];
  cards: { mac: string; model: string; link: string }[];
  devices: { name: string; as: string }[];
}

export function guestSections(host: Host): GuestSection[] {
  return Object.entries(host.vms).map(([name, guest], index) => ({
    name,
    id: `guest-${index + 1}`,
    title: guest.title ?? '',
    about: [
      { term: 'Size', text: aboutGuest(guest).join(', ') },
      { term: 'System', text: guest.os_variant ?? 'not named' },
      {
        term: 'Machine',
        text: `${guest.machine}, ${guest.boot.firmware === 'uefi' ? 'UEFI' : 'BIOS'}, CPU ${guest.cpu.mode}`,
      },
      ...(guest.start_order === undefined ? [] : [{ term: 'Start order', text: String(guest.start_order) }]),
      { term: 'UUID', text: guest.uuid },
    ],
    disks: guest.disks.map((disk) => diskRow(disk, host)),
    cards: guest.networks.map(cardRow),
    devices: devicesOf(guest),
  }));
}

function diskRow(disk: Disk, { libvirt }: Host): GuestSection['disks'][number] {
  const { source } = sourceOf(disk, libvirt?.pools ?? {});
  return {
    device: `${disk.device}, ${disk.bus}`,
    source: source ?? disk.volume ?? 'empty',
    size: disk.size ?? '',
    origin: originOf(disk),
  };
}

function originOf({ image, volume, path, block }: Disk): string {
  if (image) return `filled from ${image.url}, ${image.sha256 ? 'checked by its sha256' : 'not checked'}`;
  if (volume !== undefined) return 'made empty if it is missing';
  return path === undefined && block === undefined ? '' : 'as it is on the host';
}

function cardRow(card: Interface): GuestSection['cards'][number] {
  const { label, from } = linkOf(card);
  return {
    mac: card.mac,
    model: card.model,
    link: [label, from].filter(Boolean).join(card.direct === undefined ? ' ' : ' of '),
  };
}

/** As the profile names it, and what that is on this machine. */
function devicesOf({ hostdevs, attached }: Guest): GuestSection['devices'] {
  return hostdevs.map((device, index) => {
    const found = attached[index];
    const name = typeof device === 'string' ? device : nameOf(device);
    if (!found) return { name, as: 'known on the machine only' };
    if ('pci' in found) return { name, as: `PCI ${found.pci.join(', ')}` };
    return { name, as: 'usb' in found ? `USB ${found.usb}` : `mediated device ${found.mdev}` };
  });
}

const selectors = ['pci', 'id', 'usb', 'usb_port', 'slot', 'mdev'];

const nameOf = (device: object): string =>
  Object.entries(device)
    .filter(([key]) => selectors.includes(key))
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
