import { error, warning } from '../code.ts';

/** PCI devices that are kept from the host. */
export const passthroughCodes = {
  'device-twice': error<{ device: string }>((v) => `${v.device} is already in this list`, 'Keep one of the two.'),
  'usb-needs-facts': error<{ id: string }>(
    (v) => `without facts nobody can tell which PCI controller ${v.id} hangs on`,
    'Give facts about the machine (facts:, --facts), or the PCI address of the controller.',
  ),
  'usb-on-several-controllers': error<{ id: string; controllers: string }>(
    (v) => `${v.id} is there several times, on ${v.controllers}`,
    'Name the one that is meant by its PCI address.',
  ),
  'device-not-in-facts': error<{ device: string }>(
    (v) => `the machine has no ${v.device}`,
    (v) =>
      `Compare with ${v.device.startsWith('usb ') ? 'lsusb' : 'lspci -Dnn'} of that machine; the facts may be of another one.`,
  ),
  'device-has-other-id': error<{ address: string; id: string; found: string }>(
    (v) => `${v.address} is ${v.found} on this machine, not ${v.id}`,
    'Correct the id or the address: what does not match is never bound.',
  ),
  'kernel-without-vfio': error('the virt kernel has no VFIO, and devices are to be passed through', 'Use kernel: lts.'),
  'before-itself': error<{ module: string }>(
    (v) => `${v.module} cannot wait for itself`,
    'Name the native drivers of the devices, such as igb.',
  ),
  'before-without-devices': warning(
    'drivers are told to wait for vfio-pci, but no device is passed through',
    'Name the devices under passthrough.devices, or take this out.',
  ),
};
