import { itemsOf } from '../compare/items.ts';
import type { Side } from '../compare/side.ts';
import { attention } from '../features/summary/attention.ts';
import { devices, hostNetwork } from '../features/summary/words.ts';
import { startOrder } from '../features/vms/start-order.ts';
import type { Host } from '../host/host.ts';
import { runlevels } from '../target/runlevels.ts';

/** One step of what happens, in order. */
export interface Step {
  title: string;
  text: string;
  items: string[];
}

/** What happens once, and what at each start, as docs/host.md says it. */
export function sequenceOf(host: Host, side: Side): { install: Step[]; start: Step[] } {
  return { install: installSteps(host), start: startSteps(host, side) };
}

const step = (title: string, text: string, items: string[] = []): Step => ({ title, text, items });

function installSteps(host: Host): Step[] {
  const known = attention(host);
  const notes = known.length > 0 ? [step('Before', 'Know this before you go to the machine:', known)] : [];
  return [...notes, ...stepsOf(host)];
}

function stepsOf(host: Host): Step[] {
  const { mode, encrypt } = host.install;
  if (mode === 'diskless')
    return [step('Start from the medium', 'Alpine runs from memory with this overlay. Nothing is installed.')];
  if (mode === 'existing')
    return [
      step(
        'Apply',
        'mkapkovl-host apply takes over the Alpine that is installed. It shows what differs before it changes anything.',
      ),
    ];
  const asked = questions(host);
  return [
    step(
      'Start from the medium',
      'The live system comes up with this name, network and keys, and with no empty password.',
    ),
    ...(asked.length > 0 ? [step('Questions', 'The console asks for these:', asked)] : []),
    step('Checks', 'Clock, network, release, every package, and the disk are checked before the first write.'),
    step(
      'Installation',
      `Partitions are made, then Alpine’s setup-alpine and setup-disk run.${encrypt ? ' The root file system is encrypted with LUKS 2.' : ''}`,
    ),
    step('Restart', 'The machine starts from the disk, once. A medium that is left in does not install again.'),
  ];
}

function questions({ access, install }: Host): string[] {
  const isAsked = (secret: object | undefined) => secret !== undefined && 'prompt' in secret;
  const users = Object.entries(access.users).filter(([, { password }]) => isAsked(password));
  const passphrase = install.encrypt?.passphrase;
  return [
    ...(isAsked(access.root.password) ? ['the password of root'] : []),
    ...users.map(([name]) => `the password of ${name}`),
    ...(isAsked(passphrase) ? ['the passphrase of the disk'] : []),
    ...(passphrase && 'on_medium' in passphrase ? ['nothing for the disk: its passphrase is on another medium'] : []),
  ];
}

function startSteps(host: Host, side: Side): Step[] {
  const options = itemsOf(side, 'kernel option');
  const modules = itemsOf(side, 'module');
  const given = devices(host);
  const [packages, guests] = [itemsOf(side, 'package'), startOrder(Object.entries(host.vms))];
  const { encrypt } = host.install;
  return [
    step(
      'Kernel',
      `${encrypt ? 'The root file system is unlocked. ' : ''}Options that the profile adds: ${options.join(' ') || 'none'}.`,
    ),
    ...(given.length > 0
      ? [
          step(
            'Devices',
            'vfio-pci gets PCI devices before their own drivers load; virtual functions and mediated devices are made later. The rescue entry of the boot menu passes none through.',
            given,
          ),
        ]
      : []),
    ...(modules.length > 0 ? [step('Modules', `Loaded at boot: ${modules.join(', ')}.`)] : []),
    step('Services', 'OpenRC starts them in this order of runlevels:', services(side)),
    step('Network', 'Interfaces of the host:', hostNetwork(host)),
    step(
      'The rest, in the background',
      'Each step does only what is missing, and is repeated at the next start if it fails.',
      [`${packages.length} packages`, ...converged(host)],
    ),
    ...(guests.length > 0
      ? [
          step(
            'Guests',
            'In this order:',
            guests.map(([name, { autostart }]) => `${name}${autostart ? '' : ': defined, not started'}`),
          ),
        ]
      : []),
  ];
}

function converged({ storage, access, libvirt, vms }: Host): string[] {
  const images = Object.values(vms).flatMap(({ disks }) => disks.filter(({ image }) => image !== undefined));
  const lists: [string, string[]][] = [
    ['mounts', Object.keys(storage.mounts)],
    ['users', Object.keys(access.users)],
    ['pools', Object.keys(libvirt?.pools ?? {})],
    ['networks of libvirt', Object.keys(libvirt?.networks ?? {})],
    ['volumes filled from images', images.map(({ volume, path }) => volume ?? path ?? '')],
  ];
  return lists.flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(', ')}`] : []));
}

function services({ entries }: Side): string[] {
  return runlevels.flatMap((level) => {
    const folder = `etc/runlevels/${level}/`;
    const names = [...entries.keys()]
      .filter((path) => path.startsWith(folder))
      .map((path) => path.slice(folder.length));
    return names.length > 0 ? [`${level}: ${names.sort().join(', ')}`] : [];
  });
}
