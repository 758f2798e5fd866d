import { promises } from 'node:fs';
import path from 'node:path';

/** Names of devices by vendor:device; undefined if the lists have none. */
export interface Names {
  pci(id: string): string | undefined;
  usb(id: string): string | undefined;
}

export const noNames: Names = { pci: () => undefined, usb: () => undefined };

/**
 * Where systems keep pci.ids and usb.ids: Debian (packages pci.ids and usb.ids), Alpine, Fedora and Arch (hwdata), and
 * others; update-pciids and update-usbids write there too.
 */
const folders = [
  '/usr/share/misc',
  '/usr/share/hwdata',
  '/var/lib/usbutils',
  '/usr/share',
  '/opt/homebrew/share/misc',
  '/usr/local/share/misc',
];

/**
 * Reads the lists of names that this system has; `folder` replaces the usual ones. A missing list is not an error:
 * names are only for people, everything else uses numbers.
 */
export async function readNames(folder: string | undefined): Promise<Names> {
  const places = folder === undefined ? folders : [folder];
  const [pci, usb] = await Promise.all([firstOf(places, 'pci.ids'), firstOf(places, 'usb.ids')]);
  return { pci: lookUpIn(pci), usb: lookUpIn(usb) };
}

async function firstOf(places: readonly string[], name: string): Promise<string> {
  for (const place of places) {
    try {
      return await promises.readFile(path.join(place, name), 'utf8');
    } catch {
      // Try the next folder.
    }
  }
  return '';
}

/**
 * Both lists have vendors at the beginning of a line, and their devices below after one tab (as the head of each file
 * explains). Later sections, such as classes, begin with a letter. A list has 40,000 lines, so vendors are found once,
 * and the devices only of those that are asked for.
 */
function lookUpIn(list: string): (id: string) => string | undefined {
  let vendors: Map<string, { name: string; from: number; to: number }> | undefined;
  const devices = new Map<string, Map<string, string>>();
  return (id) => {
    const [vendor = '', device = ''] = id.split(':');
    vendors ??= vendorsIn(list);
    const section = vendors.get(vendor);
    if (!section) return undefined;
    const known = devices.get(vendor) ?? devicesIn(list.slice(section.from, section.to));
    devices.set(vendor, known);
    return `${section.name} ${known.get(device) ?? `Device ${device}`}`;
  };
}

function vendorsIn(list: string) {
  const heads = [...list.matchAll(/^([0-9a-zA-Z]\S*) +(.*)$/gm)];
  return new Map(
    heads.flatMap((head, at) => {
      const section = { name: head[2]!.trim(), from: head.index, to: heads[at + 1]?.index ?? list.length };
      return /^[0-9a-f]{4}$/.test(head[1]!) ? [[head[1]!, section] as const] : [];
    }),
  );
}

const devicesIn = (section: string) =>
  new Map([...section.matchAll(/^\t([0-9a-f]{4}) {2}(.*)$/gm)].map(([, id, name]) => [id!, name!.trim()] as const));
