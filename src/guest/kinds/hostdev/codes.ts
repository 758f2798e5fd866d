import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'hostdev-used-twice': error<{ device: string; guest: string; again: string }>(
    (v) => `${v.device} already belongs to ${v.guest}`,
    (v) =>
      v.guest === v.again
        ? 'Name it once.'
        : 'Give it to only one guest. Two guests may share it only if they do not both start with the host.',
  ),
  'hostdev-shared': warning<{ device: string; guest: string }>(
    (v) => `${v.device} belongs to ${v.guest} too`,
    'Start only one of them at a time, or give the device to only one.',
  ),
  'replug-shared': error<{ device: string; guest: string }>(
    (v) => `${v.device} belongs to ${v.guest} too, so it is not clear which of them gets it when it comes back`,
    'Give it to only one guest, or remove replug from both.',
  ),
  'replug-by-port': error<{ device: string; id: string; release: string; newest: string }>(
    (v) =>
      `replug cannot follow ${v.device}: only libvirt 12.8 and newer find a device by its port, and Alpine ${v.release} has ${v.newest} at most`,
    (v) => `Select the device by vendor:product: { usb: "${v.id}", replug: true }.`,
  ),
  'replug-without-effect': warning<{ device: string; controllers: string }>(
    (v) =>
      `replug has no effect for ${v.device}: the guest gets its whole controller, ${v.controllers}, and everything that is plugged in there`,
    'Remove replug.',
  ),
  'hostdev-not-passed-through': error<{ device: string; kind: string }>(
    (v) => `${v.device} is a ${v.kind} controller, which the host will already be using`,
    'Add it to passthrough.devices, so that vfio-pci binds it at boot. Or, if the host needs it, remove it here.',
  ),
  'hostdev-bound-late': warning<{ device: string }>(
    (v) => `${v.device} is not in passthrough.devices, so the host may use it until the guest starts`,
    'Add it to passthrough.devices, so that the host never uses it.',
  ),
  'hostdev-of-the-host': error<{ device: string }>(
    (v) => `${v.device} is a virtual function that the host keeps`,
    'Remove host: true from it in passthrough.virtual_functions, or name another one.',
  ),
  'mediated-device-not-made': warning<{ mdev: string; made: string }>(
    (v) => `the profile does not make the mediated device ${v.mdev} (it makes ${v.made})`,
    'Correct the UUID or add it to passthrough.mediated_devices. If something else makes it, that must happen before the guest starts.',
  ),
  'hostdev-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} matches several devices, at ${v.addresses}`,
    'Select one by its PCI address.',
  ),
  'usb-device-ambiguous': error<{ id: string; ports: string }>(
    (v) => `${v.id} is plugged in several times, at ${v.ports}, and libvirt cannot tell them apart`,
    'Unplug the others and collect the facts again, or pass the whole controller through: { usb_port: … } here and in passthrough.devices.',
  ),
  'usb-port-empty': error<{ port: string }>(
    (v) => `according to the facts, nothing is plugged in at USB port ${v.port}`,
    'Plug the device in and collect the facts again, or pass the whole controller through: add the port to passthrough.devices as well.',
  ),
  'usb-device-unnamed': error<{ device: string }>(
    (v) => `there are no facts that show what is plugged in at ${v.device}`,
    'Select the device by vendor:product ({ usb: … }), or collect facts on the machine (mkapkovl probe).',
  ),
  'group-split': error<{ group: number; guest: string; device: string; other: string }>(
    (v) => `${v.device} is in IOMMU group ${v.group}, but ${v.guest} already has ${v.other} of this group`,
    'Give both devices to the same guest: a group can belong to only one. Functions that no guest needs can stay bound to vfio-pci.',
  ),
  'hostdev-without-its-sound': warning<{ device: string; sound: string; guest: string }>(
    (v) =>
      `${v.guest} gets the graphics card ${v.device}, but no guest gets ${v.sound}, the sound of this card, which is passed through, too`,
    (v) => `Add "${v.sound}" to hostdevs of ${v.guest}: drivers of graphics cards expect all functions of the card.`,
  ),
  'balloon-with-hostdev': warning<{ name: string }>(
    (v) => `${v.name} has a PCI device, so its memory is pinned and the memory balloon has no effect`,
    'Add memballoon: none.',
  ),
});
