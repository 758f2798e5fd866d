import { type Problem, problem } from '../../findings/finding.ts';
import { addressOf, resolveSelector, type Selector } from '../../machine/selectors.ts';
import type { Host } from '../../pipeline/host.ts';

export function check(host: Host): Problem[] {
  return [
    ...selectedTwice(host),
    ...usbWithoutFacts(host),
    ...notInFacts(host),
    ...otherIdInFacts(host),
    ...kernelWithoutVfio(host),
    ...driverIsVfio(host),
    ...beforeWithoutDevices(host),
  ];
}

const at = (index: number) => ['passthrough', 'devices', index];

/** One text for each way to name a device. */
function nameOf(device: Selector): string {
  if (typeof device === 'string') return addressOf(device);
  if ('address' in device) return device.address;
  return 'id' in device ? device.id : `usb ${device.usb}`;
}

function selectedTwice({ passthrough: { devices } }: Host): Problem[] {
  return devices.flatMap((device, index) => {
    const first = devices.findIndex((other) => nameOf(other) === nameOf(device));
    return first === index
      ? []
      : [
          problem(
            'device-twice',
            at(index),
            { device: nameOf(device) },
            { related: [{ path: at(first), message: 'the first one' }] },
          ),
        ];
  });
}

function usbWithoutFacts({ passthrough: { devices }, machine }: Host): Problem[] {
  if (machine?.usb) return [];
  return devices.flatMap((device, index) =>
    typeof device === 'object' && 'usb' in device ? [problem('usb-needs-facts', at(index), { id: device.usb })] : [],
  );
}

function notInFacts({ passthrough: { devices }, machine }: Host): Problem[] {
  const pci = machine?.pci;
  if (!pci) return [];
  return devices.flatMap((device, index) => {
    const addresses = resolveSelector(device, machine);
    if (!addresses) return [];
    const here = addresses.filter((address) => pci.some((other) => other.address === address));
    if (here.length === 0) return [problem('device-not-in-facts', at(index), { device: nameOf(device) })];
    const several = typeof device === 'object' && 'usb' in device && here.length > 1;
    return several
      ? [problem('usb-on-several-controllers', at(index), { id: device.usb, controllers: here.join(', ') })]
      : [];
  });
}

function otherIdInFacts({ passthrough: { devices }, machine }: Host): Problem[] {
  return devices.flatMap((device, index) => {
    if (typeof device === 'string' || !('address' in device) || !device.id) return [];
    const found = machine?.pci?.find(({ address }) => address === device.address)?.id;
    return found && found !== device.id
      ? [problem('device-has-other-id', [...at(index), 'id'], { address: device.address, id: device.id, found })]
      : [];
  });
}

/** linux-virt is built without VFIO (aports, main/linux-lts/virt.x86_64.config). */
function kernelWithoutVfio({ passthrough: { devices }, alpine }: Host): Problem[] {
  return devices.length > 0 && alpine.kernel === 'virt'
    ? [problem('kernel-without-vfio', ['alpine', 'kernel'], undefined)]
    : [];
}

function driverIsVfio({ passthrough: { before } }: Host): Problem[] {
  return before.flatMap((module, index) =>
    /^vfio/.test(module) ? [problem('before-itself', ['passthrough', 'before', index], { module })] : [],
  );
}

function beforeWithoutDevices({ passthrough: { devices, before } }: Host): Problem[] {
  return before.length > 0 && devices.length === 0
    ? [problem('before-without-devices', ['passthrough', 'before'], undefined)]
    : [];
}
