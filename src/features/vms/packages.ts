import { secureBoot } from '../../guest/kinds/boot/secure.ts';
import { hasGl, hasSpice, screensOf } from '../../guest/kinds/graphics/screens.ts';
import { emulated } from '../../guest/kinds/tpm/view.ts';
import { cardsOf, type Model } from '../../guest/kinds/video/view.ts';
import type { Guest } from '../../host/guest.ts';
import type { Host } from '../../host/host.ts';
import { packagesToUnpack } from '../../profile/scalars.ts';

/** Alpine packages QEMU's modules one by one, and their dependencies on each other are incomplete before 3.23. */
const videoPackages: Partial<Record<Model, string[]>> = {
  virtio: ['qemu-hw-display-virtio-gpu', 'qemu-hw-display-virtio-vga'],
  qxl: ['qemu-hw-display-qxl'],
};
const glPackages = ['qemu-hw-display-virtio-gpu-gl', 'qemu-hw-display-virtio-vga-gl', 'qemu-ui-opengl'];
const spicePackages = ['qemu-ui-spice-core', 'qemu-chardev-spice', 'qemu-audio-spice', 'qemu-hw-usb-redirect'];

/** The releases in which only the package of the 32-bit emulator has the template of the firmware's variables. */
const variablesApart = ['3.21', '3.22'];

const hasOpenVswitch = ({ networks }: Guest) => networks.some(({ virtualport }) => virtualport === 'openvswitch');

/** The services that guests need: libvirt plugs cards in with ovs-vsctl, which asks these daemons. */
export function servicesOf(guests: readonly [string, Guest][]) {
  const paths = guests.flatMap(([name, guest]) => (hasOpenVswitch(guest) ? [['vms', name, 'networks']] : []));
  const names = paths.length > 0 ? ['ovs-modules', 'ovsdb-server', 'ovs-vswitchd'] : [];
  return names.map((name) => ({ name, runlevel: 'default' as const, paths }));
}

/** The packages that a guest needs on the host, and the key that requires each. */
export function packagesOf(name: string, guest: Guest, { alpine }: Host) {
  const need = (needed: unknown, names: string[], ...keys: (string | number)[]) =>
    needed ? names.map((each) => ({ name: each, paths: [['vms', name, ...keys]] })) : [];
  const screens = screensOf(guest).map(({ type }) => type);
  const secure = secureBoot(guest) && guest.boot.loader === undefined;
  return [
    ...need(guest.boot.firmware === 'uefi', ['ovmf'], 'boot', 'firmware'),
    ...need(secure && variablesApart.includes(alpine.release), ['qemu-system-i386'], 'boot', 'secure_boot'),
    ...guest.disks.flatMap(({ image }, index) =>
      need(image, image ? packagesToUnpack(image) : [], 'disks', index, 'image'),
    ),
    ...need(emulated(guest), ['swtpm'], 'tpm'),
    ...need(hasSpice(guest), spicePackages, 'graphics'),
    ...need(hasGl(guest), glPackages, 'graphics'),
    ...need(screens.includes('egl-headless'), ['qemu-ui-egl-headless'], 'graphics'),
    ...need(screens.includes('sdl'), ['qemu-ui-sdl'], 'graphics'),
    ...need(
      true,
      cardsOf(guest).flatMap(({ model }) => videoPackages[model] ?? []),
      guest.video === undefined ? 'graphics' : 'video',
    ),
    ...need(
      guest.filesystems.some(({ driver }) => driver === 'virtiofs'),
      ['virtiofsd'],
      'filesystems',
    ),
    ...need(
      guest.networks.some(({ user }) => user === 'passt'),
      ['passt'],
      'networks',
    ),
    ...need(hasOpenVswitch(guest), ['openvswitch'], 'networks'),
    ...need(
      guest.attached.some((device) => device && 'usb' in device),
      ['qemu-hw-usb-host'],
      'hostdevs',
    ),
  ];
}
