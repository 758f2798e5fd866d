import type { Path, Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { listed } from '#src/machine/needs/need.ts';
import { selectorName } from '#src/machine/selectors.ts';
import { versions } from '#src/target/versions.ts';
import { problem } from './codes.ts';
import { devicesOf } from './devices.ts';
import { isReplugged } from './selector.ts';
import { hostdevViews } from './view.ts';

/** A USB device that a running guest gets again after it was unplugged. */
interface Replugged {
  guest: string;
  vendor: string;
  product: string;
  /** The values of its template. */
  view: object;
  path: Path;
}

export function repluggedOf({ vms }: Pick<Host, 'vms'>): Replugged[] {
  return Object.entries(vms).flatMap(([guest, { hostdevs, attached }]) =>
    hostdevs.flatMap((device, index) => {
      const found = attached[index];
      if (!isReplugged(device) || !found || !('usb' in found)) return [];
      const [vendor = '', product = ''] = found.usb.split(':');
      const [view = {}] = hostdevViews({ hostdevs: [device], attached: [found] });
      return [{ guest, vendor, product, view, path: ['vms', guest, 'hostdevs', index] }];
    }),
  );
}

/**
 * libvirt before 12.8 finds a USB device by vendor:product, or by a number on its bus, which changes with each plug. No
 * release has 12.8.
 */
export function replugByPort(host: Host): Problem[] {
  const { release } = host.alpine;
  const newest = versions[release].libvirt.to;
  return devicesOf(host).flatMap(({ selector, path, pci, replug, usb = '…' }) =>
    replug && pci.length === 0 && typeof selector === 'object' && 'usb_port' in selector
      ? [problem('replug-by-port', [...path, 'replug'], { device: selectorName(selector), id: usb, release, newest })]
      : [],
  );
}

/** A guest that has the controller sees itself what is plugged in. */
export function replugOnController(host: Host): Problem[] {
  return devicesOf(host).flatMap(({ selector, path, pci, replug }) =>
    replug && pci.length > 0
      ? [
          problem('replug-without-effect', [...path, 'replug'], {
            device: selectorName(selector),
            controllers: listed(pci),
          }),
        ]
      : [],
  );
}
