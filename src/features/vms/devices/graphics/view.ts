import type { Guest } from '../../resolve.ts';
import virtioGpu from './virtio-gpu.json' with { type: 'json' };

type VideoModel = 'virtio' | 'qxl' | 'bochs' | 'vga';

/**
 * Systems that have a driver for virtio-gpu by osinfo-db 20221130: those with the device 1af4:1050, of their own or from
 * what they derive from or clone.
 */
const withVirtioGpu = new Set<string>(virtioGpu);

/** virt-install 4's choice (virtinst/devices/video.py, default_model). */
function videoModel({ os_variant, graphics, boot }: Guest): VideoModel {
  if (os_variant && withVirtioGpu.has(os_variant)) return 'virtio';
  if (graphics === 'spice') return 'qxl';
  return boot.firmware === 'uefi' ? 'bochs' : 'vga';
}

/** Template values of the screen and what comes with it; undefined without one. */
export function graphicsView(guest: Guest): object | undefined {
  const { graphics } = guest;
  return graphics === 'none' ? undefined : { type: graphics, spice: graphics === 'spice', video: videoModel(guest) };
}

/** Alpine packages QEMU's modules one by one, and their dependencies on each other are incomplete before 3.23. */
const videoPackages: Record<VideoModel, string[]> = {
  virtio: ['qemu-hw-display-virtio-gpu', 'qemu-hw-display-virtio-vga'],
  qxl: ['qemu-hw-display-qxl'],
  bochs: [],
  vga: [],
};

const spicePackages = ['qemu-ui-spice-core', 'qemu-chardev-spice', 'qemu-audio-spice', 'qemu-hw-usb-redirect'];

/** The packages with the QEMU modules of a guest's screen. */
export function graphicsPackages(guest: Guest): string[] {
  return [...(guest.graphics === 'spice' ? spicePackages : []), ...videoPackages[videoModel(guest)]];
}
