import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'hostdev-used-twice': error<{ device: string; guest: string; again: string }>(
    (v) => `${v.device} already belongs to ${v.guest}`,
    (v) =>
      v.guest === v.again
        ? 'Name it once.'
        : 'Give it to one guest. Two may share it only if they do not both start with the host.',
  ),
  'hostdev-shared': warning<{ device: string; guest: string }>(
    (v) => `${v.device} belongs to ${v.guest} too`,
    'Only one of them can run at a time.',
  ),
  'hostdev-not-passed-through': error<{ device: string; kind: string }>(
    (v) => `${v.device} is a ${v.kind} controller, and the host will already be using it`,
    'Add it to passthrough.devices, so that vfio-pci has it from the start.',
  ),
  'hostdev-bound-late': warning<{ device: string }>(
    (v) => `${v.device} is not under passthrough, so libvirt takes it from the host when the guest starts`,
    'Add it to passthrough.devices to keep it from the host at boot.',
  ),
  'hostdev-ambiguous': error<{ device: string; addresses: string }>(
    (v) => `${v.device} is there several times, at ${v.addresses}`,
    'Name the one that is meant by its PCI address.',
  ),
  'usb-device-ambiguous': error<{ id: string; ports: string }>(
    (v) => `${v.id} is plugged in several times, at ${v.ports}, and libvirt cannot tell them apart`,
    'Unplug the others and take the facts anew, or pass the whole controller: { usb_port: … } here and under passthrough.devices.',
  ),
  'usb-port-empty': error<{ port: string }>(
    (v) => `nothing is plugged in at ${v.port}`,
    'Plug it in and take the facts anew, or pass the whole controller: name the port under passthrough.devices, too.',
  ),
  'usb-device-unnamed': error<{ device: string }>(
    (v) => `no facts say what is plugged in at ${v.device}`,
    'Name it by vendor:product ({ usb: … }), or take the facts on the machine (mkapkovl probe).',
  ),
  'group-split': error<{ group: number; guest: string; device: string; other: string }>(
    (v) => `${v.device} is in IOMMU group ${v.group}, of which ${v.guest} has ${v.other}`,
    'A group goes to one guest. Give both to the same one; functions that nobody uses may stay bound and idle.',
  ),
  'device-without-reset': warning<{ device: string }>(
    (v) => `${v.device} has no way to be reset, so a guest may find it as the last one left it`,
    'If it does not come back when the guest restarts, restart the host.',
  ),
  'balloon-with-hostdev': warning<{ name: string }>(
    (v) => `${v.name} has a PCI device, so its memory is pinned and the balloon does nothing`,
    'Add memballoon: none.',
  ),
});
