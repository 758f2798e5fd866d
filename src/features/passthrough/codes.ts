import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'duplicate-device': error<{ device: string }>((v) => `${v.device} is already in this list`, 'Keep one of the two.'),
  'device-id-mismatch': error<{ address: string; id: string; found: string }>(
    (v) => `${v.address} is ${v.found} on this machine, not ${v.id}`,
    'Correct the id or the address: a device that does not match is never bound.',
  ),
  'id-matches-more': warning<{ id: string; idle: string; meant: string }>(
    (v) => `${v.id} also takes ${v.idle} from the host, which no guest uses`,
    (v) => `To pass only ${v.meant} through, use its address instead of the id.`,
  ),
  'id-matches-needed-device': error<{ id: string; device: string; detail: string; others: string }>(
    (v) => `${v.id} also matches ${v.device}, which the host needs: ${v.detail}`,
    (v) => `Use addresses instead of the id: ${v.others}.`,
  ),
  'group-incomplete': error<{ device: string; group: number; missing: string; needed: string }>(
    (v) => `${v.device} shares IOMMU group ${v.group} with ${v.missing}, which would stay with the host`,
    (v) => {
      const whole = 'a group can be passed through only as a whole';
      const remove = 'all devices of this group from passthrough.devices and from hostdevs of guests';
      return v.needed
        ? `Remove ${remove}: ${whole}, and the host needs ${v.needed}.`
        : `Add the missing devices to passthrough.devices, or remove ${remove}: ${whole}.`;
    },
  ),
  'iommu-of-another-maker': error<{ device: string }>(
    (v) => `the machine has a processor of Intel, whose IOMMU iommu: amd leaves off: no guest can get ${v.device}`,
    'Remove iommu, so that the facts decide (auto), or write iommu: intel. If the machine has a processor of AMD, use its own facts.',
  ),
  'no-interrupt-remapping': error(
    'the machine does not remap interrupts, so VFIO refuses to start a guest with a PCI device',
    'Enable interrupt remapping (x2APIC) in the firmware setup, if available. Only if you trust all guests, set allow_unsafe_interrupts: true instead.',
  ),
  'passphrase-without-keyboard': error<{ device: string; detail: string }>(
    (v) => `with ${v.device} passed through, the passphrase of the disk could not be typed: ${v.detail}`,
    'Plug a keyboard into a port of another controller and collect the facts again, or add a serial console to system.console.',
  ),
  'loan-never-lets-go': error<{ device: string; kind: string }>(
    (v) => `${v.device} is a ${v.kind} controller, whose driver does not let go safely, so it cannot be on loan`,
    'Remove on_loan: vfio-pci then gets it at boot, and the host never has it.',
  ),
  'loan-of-autostarting-guest': error<{ device: string; guest: string }>(
    (v) => `${v.guest} starts with the host, which then still has ${v.device}`,
    'Remove on_loan from the device, or autostart from the guest.',
  ),
  'parent-passed-through': error<{ device: string }>(
    (v) => `${v.device} is passed through itself, so the host can make nothing of it`,
    'Pass either the device itself through, or what is made of it.',
  ),
  'parent-in-passed-group': error<{ device: string; other: string; group: number }>(
    (v) =>
      `${v.device} shares IOMMU group ${v.group} with ${v.other}, which is passed through, so it cannot stay with the host, and nothing can be made of it`,
    'Pass either what is in this group through, or what is made of the device.',
  ),
  'virtual-functions-unknown': warning<{ device: string }>(
    (v) => `the facts do not say how many virtual functions ${v.device} can have`,
    'Collect the facts again (mkapkovl probe). If it can have fewer, or none, the target makes none, and the guests that need them do not start.',
  ),
  'too-many-virtual-functions': error<{ device: string; count: number; total: number }>(
    (v) =>
      v.total === 0
        ? `${v.device} cannot have virtual functions`
        : `${v.device} can have ${v.total} virtual functions, not ${v.count}`,
    (v) =>
      v.total === 0
        ? 'Name a device with SR-IOV. If this one should have it, enable SR-IOV in the firmware setup, and collect the facts again.'
        : `Reduce count to ${v.total} or less.`,
  ),
  'function-settings-beyond-count': error<{ count: number; described: number }>(
    (v) => `${v.described} virtual functions have settings, but only ${v.count} are made`,
    (v) => `Raise count to ${v.described}, or remove settings.`,
  ),
  'virtual-function-mac-twice': error<{ mac: string }>(
    (v) => `${v.mac} already belongs to another virtual function`,
    'Correct one of the two: every network card needs an address of its own.',
  ),
  'virtual-function-bound-early': error<{ device: string; parent: string }>(
    (v) => `${v.device} is a virtual function of ${v.parent}, which is not there yet when this list is bound at boot`,
    'Remove it from the list: vfio-pci gets all virtual functions of passthrough.virtual_functions that are not for the host.',
  ),
  'mediated-types-unknown': warning<{ parent: string; type: string }>(
    (v) => `the facts do not say whether ${v.parent} offers mediated devices of type ${v.type}`,
    'Collect the facts again (mkapkovl probe), with its driver loaded as it will be. If it does not, the target makes none, and the guests that need it do not start.',
  ),
  'mediated-type-not-offered': error<{ parent: string; type: string; offered: string }>(
    (v) => `${v.parent} offers no mediated devices of type ${v.type} (offered: ${v.offered})`,
    'Use one of the types that it offers.',
  ),
  'mediated-device-differs': warning<{ uuid: string; there: string; wanted: string }>(
    (v) => `the machine has a mediated device ${v.uuid} already, ${v.there}, and the profile makes it ${v.wanted}`,
    'One that an earlier profile made is made again when no guest has it. One that something else made stays, and the guest does not start: use another UUID then.',
  ),
  'kernel-without-vfio': error(
    'the profile passes devices through, but the virt kernel has no VFIO',
    'Use kernel: lts.',
  ),
  'driver-before-itself': error<{ module: string }>(
    (v) => `the driver ${v.module} cannot wait for itself`,
    'List the native drivers of the devices, such as igb.',
  ),
  'driver-before-without-devices': warning(
    'before has no effect: no device is passed through',
    'List the devices under passthrough.devices, or remove before.',
  ),
});
