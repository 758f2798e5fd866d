import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { bootOrders } from '../../boot-order.ts';
import { isQ35 } from '../../machine-type.ts';
import { supports } from '../../os-variants.ts';
import { notAllowedFor, requiredFor } from '../../rules.ts';
import { problem } from './codes.ts';
import { secureBoot } from './secure.ts';

export function checkBoot(host: Host): Problem[] {
  return [...ordersClash(host), ...secureBootNeeds(host), ...systemNeedsUefi(host)];
}

/** libvirt accepts either an order by kinds of devices, or a unique number for each device. */
function ordersClash({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const orders = bootOrders(guest);
    const at = ['vms', name];
    const twice = orders.flatMap(({ order, path }, index) => {
      const other = orders.slice(0, index).find((each) => each.order === order);
      const details = other && { related: [{ path: [...at, ...other.path], message: 'the first has it here' }] };
      return other ? [problem('duplicate-boot-order', [...at, ...path, 'boot_order'], { order }, details)] : [];
    });
    const both = orders.length > 0 && guest.boot.order.length > 0;
    const details = both ? { related: [{ path: [...at, ...orders[0]!.path], message: 'a device has one here' }] } : {};
    return [...(both ? [problem('boot-order-conflict', [...at, 'boot', 'order'], undefined, details)] : []), ...twice];
  });
}

/** QEMU's own firmware with Secure Boot needs q35, and comes without enrolled keys (QEMU pc-bios/descriptors). */
function secureBootNeeds({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const path = ['vms', name, 'boot', 'secure_boot'];
    const { firmware, secure_boot, loader } = guest.boot;
    if (!secureBoot(guest)) return [];
    const has = { uefi: firmware === 'uefi', q35: isQ35(guest.machine) };
    if (!has.uefi || !has.q35) return [problem('secure-boot-impossible', path, has)];
    return typeof secure_boot === 'object' && secure_boot.enrolled_keys && loader === undefined
      ? [problem('secure-boot-without-keys', [...path, 'enrolled_keys'], undefined)]
      : [];
  });
}

/** What osinfo-db says of the system; a loader or kernel of the user's may do otherwise. */
function systemNeedsUefi({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const { firmware, loader, kernel } = guest.boot;
    const system = guest.os_variant;
    return system && firmware === 'bios' && !loader && !kernel && supports(guest, 'efi')
      ? [problem('system-needs-uefi', ['vms', name, 'boot', 'firmware'], { system })]
      : [];
  });
}

/** Keys that the firmware requires; libvirt refuses a guest without them (qemu_firmware.c, qemu_validate.c). */
export function firmwareNeeds(guest: Guest, at: Path): Problem[] {
  const { boot, features } = guest;
  const { firmware, loader, nvram } = boot;
  const lacks = (path: Path, kind: string, key: string) => requiredFor([...at, ...path], kind, key);
  const secure = secureBoot(guest) || (typeof loader === 'object' && loader.secure);
  return [
    ...(nvram && firmware === 'bios' && loader === undefined
      ? [lacks(['boot', 'nvram'], 'nvram with a BIOS', 'loader')]
      : []),
    ...(firmware === 'uefi' && !features.acpi ? [lacks(['features', 'acpi'], 'uefi', 'acpi: true')] : []),
    ...(typeof nvram === 'object' && nvram.template && firmware === 'uefi' && loader === undefined
      ? [lacks(['boot', 'nvram', 'template'], 'a template', 'boot.loader')]
      : []),
    ...(secure && !(features.smm ?? secureBoot(guest)) ? [lacks(['features', 'smm'], 'Secure Boot', 'smm: true')] : []),
  ];
}

/** A firmware that is written itself keeps its variables, and a ROM is never written (libvirt 12, domain_validate.c). */
export function loaderTogether({ boot: { loader, nvram } }: Guest, at: Path): Problem[] {
  if (typeof loader !== 'object' || loader.readonly !== false) return [];
  if (loader.type !== 'pflash') {
    const kind = loader.type ? `a loader of type ${loader.type}` : 'a loader without type: pflash';
    return [notAllowedFor([...at, 'boot', 'loader', 'readonly'], 'readonly: false', kind, ['type: pflash'])];
  }
  return nvram === undefined
    ? []
    : [
        notAllowedFor([...at, 'boot', 'nvram'], 'nvram', 'a loader with readonly: false', [
          'loaders that are read-only',
        ]),
      ];
}
