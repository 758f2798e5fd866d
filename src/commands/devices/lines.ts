import { printable } from '../../findings/excerpt.ts';
import { shortAddress } from '../../machine/address.ts';
import { listed } from '../../machine/needs/need.ts';
import { lacksRemapping } from '../../machine/remapping.ts';
import { bridgesThatStay, isOnlyOfItsId, type Pick } from '../../machine/report/pick.ts';
import type { Facts, PciFunction } from '../../machine/schema.ts';
import { wrap } from './wrap.ts';

/** The profile lines for the picked devices, each with its reason. */
export function profileLines(facts: Facts, plan: Pick): string {
  const { devices, hostdevs, reasons, alone } = plan;
  const before = modulesOf(devices.map(({ fn }) => fn));
  const unsafe = lacksRemapping(facts);
  return `${[
    ...[...reasons, ...remarks(facts, plan)].flatMap((text) => comment(text)),
    'passthrough:',
    ...(facts.cpu.vendor ? [`  iommu: ${facts.cpu.vendor}`] : []),
    '  devices:',
    ...devices.map(({ fn, because }) => `    - ${deviceItem(facts, fn)} # ${deviceComment(facts, fn, because)}`),
    ...(before.length > 0 ? [`  before: [${before.join(', ')}]`] : []),
    ...(unsafe
      ? [
          ...comment(
            'Without interrupt remapping, VFIO starts guests only with this setting. Use it only if you trust them.',
            2,
          ),
          '  allow_unsafe_interrupts: true',
        ]
      : []),
    'vms:',
    '  guest: # the name of your guest',
    // VFIO pins what a device may read and write (kernel, Documentation/driver-api/vfio.rst).
    '    memballoon: none # all memory of the guest is locked, and the host must have it free',
    '    hostdevs:',
    ...hostdevs.map((fn) => `      - ${nodeName(fn)}`),
    ...alone.flatMap(({ id, controller }) => [
      ...comment(
        `With the controller, the guest has everything that is plugged in there. If the host or another guest needs its other ports, give the guest this one device: write the next line in place of ${nodeName(controller)}, and leave out what is under passthrough for it.`,
        6,
      ),
      `      # - { usb: "${id}" }`,
    ]),
  ].join('\n')}\n`;
}

/** The name that libvirt has for it. */
const nodeName = ({ address }: PciFunction) => `pci_${address.replaceAll(/[:.]/g, '_')}`;

function remarks(facts: Facts, { devices, hostdevs }: Pick): string[] {
  const given = new Set(hostdevs.map(({ address }) => address));
  const along = devices.filter(({ fn }) => !given.has(fn.address)).map(({ fn }) => shortAddress(fn.address));
  const bridges = bridgesThatStay(facts, devices).map(({ address }) => shortAddress(address));
  return [
    ...(along.length > 0
      ? [
          `${listed(along)} must be included, because an IOMMU group is bound to vfio-pci as a whole. The guest does not have to use ${along.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(bridges.length > 0
      ? [`${listed(bridges)} ${bridges.length === 1 ? 'is a bridge and stays' : 'are bridges and stay'} with the host.`]
      : []),
  ];
}

const comment = (text: string, indent = 0) =>
  wrap(`# ${printable(text)}`, 80, indent).map((line, index) =>
    index === 0 ? line : `${' '.repeat(indent)}#   ${line.trim()}`,
  );

/** By id where that is unambiguous, otherwise with the address. */
function deviceItem(facts: Facts, fn: PciFunction): string {
  if (isOnlyOfItsId(facts, fn)) return `{ id: "${fn.id}" }`;
  return fn.id === null ? `"${fn.address}"` : `{ address: "${fn.address}", id: "${fn.id}" }`;
}

const deviceComment = (facts: Facts, fn: PciFunction, because: string) =>
  isOnlyOfItsId(facts, fn) ? `${shortAddress(fn.address)}: ${because}` : because;

/** Drivers that would otherwise bind the devices before vfio-pci. */
function modulesOf(functions: readonly PciFunction[]): string[] {
  const names = functions.flatMap(({ modules, driver }) => (modules?.length ? modules : driver ? [driver] : []));
  const usable = names.filter((name) => /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/.test(name) && !name.startsWith('vfio'));
  return [...new Set(usable)].sort();
}
