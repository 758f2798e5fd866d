import type { Use } from './arguments.ts';
import type { Building } from './building.ts';
import { changed, lost, type Mark } from './marked.ts';
import { textAt } from './pairs.ts';
import { pairsOf } from './suboptions.ts';
import type { Node } from './tree.ts';

/** How the guest is installed, as far as it affects the installed guest (virtinst/install/installer.py). */
interface Method {
  /** Which kind of device the first boot is from. */
  boots?: string;
  medium?: string;
  livecd?: boolean;
  mark?: Mark;
}

/** Adds the drive and the boot order that remain after the installation. */
export function applyInstall(uses: Use[], windows: boolean, building: Building): void {
  const method = methodOf(uses, building);
  const { domain, leftovers } = building;
  if (method.medium !== undefined && method.mark) addDrive(method, windows, building);
  else if (method.mark)
    leftovers.push(
      changed(
        method.mark,
        'the profile describes the installed guest, which boots from its disk',
        'Add an image with the operating system to the disk.',
      ),
    );
  bootOrder(method, domain, building);
}

function methodOf(uses: Use[], { leftovers }: Building): Method {
  const last = (name: string) => uses.filter((use) => use.name === name).at(-1);
  const [location, cdrom, pxe, install] = ['location', 'cdrom', 'pxe', 'install'].map(last);
  const pairs = install?.value ? pairsOf('install', install.value) : undefined;
  const fine = pairs && [...pairs.values()].find(({ key }) => !['bootdev', 'no_install', 'os'].includes(key));
  if (fine)
    leftovers.push(lost({ ...install!.mark, where: `--install ${fine.key}` }, 'it is only for the installation'));
  if (pairs?.has('os')) return { mark: install!.mark };
  if (location?.value) {
    const where = textAt(pairsOf('location', location.value), 'location') ?? '';
    return { mark: location.mark, ...(where.startsWith('/') && /\.iso$/i.test(where) ? { medium: where } : {}) };
  }
  if (cdrom?.value)
    return {
      medium: cdrom.value.value,
      mark: cdrom.mark,
      boots: 'cdrom',
      livecd: uses.some(({ name }) => name === 'livecd'),
    };
  if (pxe) return { boots: 'network' };
  const bootdev = pairs && textAt(pairs, 'bootdev');
  return bootdev ? { boots: bootdev } : {};
}

/** Keeps the drive, before others of its kind, and its medium only for Windows, which boots from it again. */
function addDrive({ medium, mark, livecd }: Method, windows: boolean, { domain, leftovers }: Building): void {
  const devices = domain.find('devices', mark)!;
  const other = devices.children.findIndex((each) => each.name === 'disk' && each.get('@device')?.value === 'cdrom');
  const drive = devices.add('disk', mark!, other < 0 ? devices.children.length : other);
  drive.set('@device', 'cdrom', mark!);
  if (windows || livecd) {
    drive.volumeOptions.set('path', { value: medium!, mark: mark! });
    return;
  }
  leftovers.push(
    changed(
      mark!,
      'the profile describes the installed guest: the drive exists, without the medium',
      `To install, add path: ${medium} to the cdrom, and set boot.order: [cdrom, hd].`,
    ),
  );
}

/** _get_postinstall_bootdev and _build_boot_order, unless the command or a device says it. */
function bootOrder({ boots, livecd }: Method, domain: Node, { asked }: Building): void {
  const devices = domain.find('devices')?.children ?? [];
  const disks = devices.filter(({ name }) => name === 'disk').map((each) => each.get('@device')?.value ?? 'disk');
  const stated = domain.find('os/boot') || domain.get('os/kernel') || devices.some((each) => each.get('boot/@order'));
  if (stated) return;
  const hard = disks.includes('disk');
  const kinds: Record<string, string> = { cdrom: 'cdrom', floppy: 'fd' };
  const first = livecd ? 'cdrom' : boots ? (hard ? 'hd' : boots) : (kinds[disks[0] ?? ''] ?? 'hd');
  const order = [...new Set([first, ...(hard ? ['hd'] : [])])];
  const mark = { where: 'boot order', value: order.join(','), offset: domain.mark.offset };
  asked.set('boot order', mark);
}
