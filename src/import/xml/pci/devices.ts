import { busOf } from '#src/guest/kinds/disk/reader.ts';
import { attribute, child, type Element } from '#src/xml/element.ts';

/** How a device is attached: on PCI Express, on PCI only, not on PCI, or in a way that is not known here. */
type Attachment = 'express' | 'plain' | 'none' | 'unknown';

const is = (word: string | undefined, ...words: string[]) => word !== undefined && words.includes(word);
const model = (of: Element) => attribute(of, 'model');
const virtio = (model: string | undefined): Attachment =>
  model === undefined || is(model, 'virtio', 'virtio-non-transitional') ? 'express' : 'plain';

const ofController: Record<string, (controller: Element) => Attachment> = {
  usb: (each) => {
    if (model(each) === 'none') return 'none';
    if (is(model(each), 'qemu-xhci', 'nec-xhci')) return 'express';
    return model(each) === undefined ? 'unknown' : 'plain';
  },
  scsi: (each) => {
    if (is(model(each), 'virtio-scsi', 'virtio-non-transitional')) return 'express';
    return is(model(each), 'lsilogic', 'lsisas1068', 'lsisas1078', 'virtio-transitional') ? 'plain' : 'unknown';
  },
  'virtio-serial': (each) => virtio(model(each)),
  sata: () => 'plain',
  ide: (each) => (attribute(each, 'index') === '0' ? 'none' : 'plain'),
  fdc: () => 'none',
  ccid: () => 'none',
  pci: () => 'none',
};

const cards = [
  'e1000',
  'rtl8139',
  'ne2k_pci',
  'pcnet',
  'i82551',
  'i82557b',
  'i82559er',
  'vmxnet3',
  'virtio-transitional',
];

/** qemu_domain_address.c, qemuDomainDeviceCalculatePCIConnectFlags. */
const kinds: Record<string, (device: Element) => Attachment> = {
  filesystem: (each) => virtio(model(each)),
  interface: (each) => {
    const card = attribute(child(each, 'model'), 'type');
    if (attribute(each, 'type') === 'hostdev') return 'unknown';
    if (is(card, 'virtio', 'virtio-non-transitional', 'e1000e', 'igb')) return 'express';
    return is(card, ...cards) ? 'plain' : 'unknown';
  },
  sound: (each) => {
    if (is(model(each), 'usb', 'pcspk', 'sb16')) return 'none';
    return is(model(each), 'ac97', 'es1370', 'ich6', 'ich9') ? 'plain' : 'unknown';
  },
  controller: (each) => ofController[attribute(each, 'type') ?? '']?.(each) ?? 'unknown',
  disk: (each) => (busOf(each) === 'virtio' ? virtio(model(each)) : 'none'),
  hostdev: (each) => {
    if (attribute(each, 'type') === 'pci' || is(model(each), 'vfio-pci')) return 'express';
    return attribute(each, 'type') === 'usb' || attribute(each, 'mode') === 'capabilities' ? 'none' : 'unknown';
  },
  memballoon: (each) => (model(each) === 'none' ? 'none' : virtio(model(each))),
  rng: (each) => virtio(model(each)),
  watchdog: (each) => (model(each) === 'i6300esb' ? 'plain' : 'none'),
  video: (each) => {
    const card = attribute(child(each, 'model'), 'type');
    if (is(card, 'none', 'ramfb')) return 'none';
    if (card === 'virtio') return 'express';
    return is(card, 'vga', 'qxl', 'cirrus', 'vmvga', 'bochs') ? 'plain' : 'unknown';
  },
  input: (each) => (attribute(each, 'bus') === 'virtio' ? virtio(model(each)) : 'none'),
  serial: (each) => (attribute(child(each, 'target'), 'type') === 'pci-serial' ? 'plain' : 'none'),
  vsock: (each) => virtio(model(each)),
  panic: (each) => (is(model(each) ?? 'isa', 'isa', 'hyperv') ? 'none' : 'unknown'),
  iommu: (each) => (model(each) === 'intel' ? 'none' : 'unknown'),
};

const withoutAddress = 'emulator graphics audio tpm redirdev redirfilter hub channel console parallel smartcard lease';

export function attachmentOf(device: Element): Attachment {
  const kind = kinds[device.name];
  if (kind) return kind(device);
  return withoutAddress.split(' ').includes(device.name) ? 'none' : 'unknown';
}
