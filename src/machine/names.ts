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
 * explains). Later sections, such as classes, begin with a letter.
 */
function lookUpIn(list: string): (id: string) => string | undefined {
  return (id) => {
    const [vendor = '', device = ''] = id.split(':');
    const start = list.startsWith(`${vendor}  `) ? 0 : list.indexOf(`\n${vendor}  `) + 1;
    if (start === 0 && !list.startsWith(`${vendor}  `)) return undefined;
    const end = /\n[^\t#\n]/.exec(list.slice(start))?.index;
    const section = end === undefined ? list.slice(start) : list.slice(start, start + end);
    const maker = section.slice(vendor.length, section.indexOf('\n') === -1 ? undefined : section.indexOf('\n')).trim();
    const name = new RegExp(`\n\t${device}  (.*)`).exec(section)?.[1]?.trim();
    return name ? `${maker} ${name}` : `${maker} Device ${device}`;
  };
}
