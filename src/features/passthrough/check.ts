import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { selectorName } from '../../machine/selectors.ts';
import { checkGroups } from './checks/groups.ts';
import { checkLoans } from './checks/loans.ts';
import { checkSelectors } from './checks/selectors.ts';
import { checkUnit } from './checks/unit.ts';
import { checkVirtual } from './checks/virtual.ts';
import { problem } from './codes.ts';
import { virtualPlaces } from './virtual.ts';

export function check(host: Host): Problem[] {
  return [
    ...selectedTwice(host),
    ...checkSelectors(host),
    ...checkUnit(host),
    ...checkVirtual(host),
    ...checkLoans(host),
    ...checkGroups(host),
    ...kernelWithoutVfio(host),
    ...driverIsVfio(host),
    ...beforeWithoutDevices(host),
  ];
}

const at = (index: number) => ['passthrough', 'devices', index];

function selectedTwice({ passthrough: { devices } }: Host): Problem[] {
  return devices.flatMap((device, index) => {
    const first = devices.findIndex((other) => selectorName(other) === selectorName(device));
    const details = { related: [{ path: at(first), message: 'the first one' }] };
    return first === index ? [] : [problem('duplicate-device', at(index), { device: selectorName(device) }, details)];
  });
}

/** linux-virt is built without VFIO (aports, main/linux-lts/virt.x86_64.config). */
function kernelWithoutVfio(host: Host): Problem[] {
  const { passthrough, alpine } = host;
  return (passthrough.devices.length > 0 || virtualPlaces(host).length > 0) && alpine.kernel === 'virt'
    ? [problem('kernel-without-vfio', ['alpine', 'kernel'], undefined)]
    : [];
}

function driverIsVfio({ passthrough: { before } }: Host): Problem[] {
  return before.flatMap((module, index) =>
    /^vfio/.test(module) ? [problem('driver-before-itself', ['passthrough', 'before', index], { module })] : [],
  );
}

function beforeWithoutDevices({ passthrough: { devices, before } }: Host): Problem[] {
  return before.length > 0 && devices.length === 0
    ? [problem('driver-before-without-devices', ['passthrough', 'before'], undefined)]
    : [];
}
