/** A PCI device that QEMU can emulate, with its ids and class (from QEMU's query-pci). */
export interface Model {
  model: string;
  id: string;
  /** Class and subclass, with the programming interface if that distinguishes kinds. */
  class: string;
  /** Further arguments for QEMU. */
  words?: string;
  /** The driver in the medium's initramfs that binds it before the overlay is unpacked. */
  early?: string;
}

/** Drivers of the features ata, nvme, scsi and usb, which official media have in their initramfs (mkimg.base.sh). */
const usbDrivers: Record<string, string> = { '00': 'uhci_hcd', '10': 'ohci_pci', '20': 'ehci_pci', '30': 'xhci_pci' };
const usb = (model: string, id: string, kind: string): Model => ({
  model,
  id,
  class: `0c03${kind}`,
  early: usbDrivers[kind]!,
});
/** Without a ROM, so that the firmware need not run it. */
const card = (model: string, id: string): Model => ({ model, id, class: '0200', words: 'romfile=' });

/** The models that can replace each class; the first with a permitted id is used. */
const byClass: [pattern: RegExp, models: Model[]][] = [
  [
    /^0c0300/,
    [
      ...[1, 2, 3, 4, 5, 6].map((each) => usb(`ich9-usb-uhci${each}`, `8086:${(0x2933 + each).toString(16)}`, '00')),
      usb('piix3-usb-uhci', '8086:7020', '00'),
      usb('piix4-usb-uhci', '8086:7112', '00'),
    ],
  ],
  [/^0c0310/, [usb('pci-ohci', '106b:003f', '10')]],
  [
    /^0c0320/,
    [
      usb('ich9-usb-ehci1', '8086:293a', '20'),
      usb('ich9-usb-ehci2', '8086:293c', '20'),
      usb('usb-ehci', '8086:24cd', '20'),
    ],
  ],
  [/^0c03/, [usb('qemu-xhci', '1b36:000d', '30'), usb('nec-usb-xhci', '1033:0194', '30')]],
  [
    /^0108/,
    [
      { model: 'nvme', id: '1b36:0010', class: '0108', early: 'nvme' },
      { model: 'nvme', id: '8086:5845', class: '0108', words: 'use-intel-id=on', early: 'nvme' },
    ],
  ],
  [/^0106/, [{ model: 'ich9-ahci', id: '8086:2922', class: '0106', early: 'ahci' }]],
  [
    /^0104/,
    [
      { model: 'megasas', id: '1000:0060', class: '0104', early: 'megaraid_sas' },
      { model: 'megasas-gen2', id: '1000:0079', class: '0104', early: 'megaraid_sas' },
    ],
  ],
  [
    /^01/,
    [
      { model: 'mptsas1068', id: '1000:0054', class: '0100', early: 'mptsas' },
      { model: 'lsi53c895a', id: '1000:0012', class: '0100', early: 'sym53c8xx' },
      { model: 'am53c974', id: '1022:2020', class: '0100', early: 'am53c974' },
    ],
  ],
  [
    /^02/,
    [
      card('e1000e', '8086:10d3'),
      card('igb', '8086:10c9'),
      card('e1000', '8086:100e'),
      card('e1000-82545em', '8086:100f'),
      card('rtl8139', '10ec:8139'),
      card('vmxnet3', '15ad:07b0'),
    ],
  ],
  [
    /^0403/,
    [
      { model: 'ich9-intel-hda', id: '8086:293e', class: '0403' },
      { model: 'intel-hda', id: '8086:2668', class: '0403' },
    ],
  ],
  [
    /^03/,
    [
      // Not a primary one, which the firmware would use as its display.
      { model: 'secondary-vga', id: '1234:1111', class: '0380' },
      { model: 'ati-vga', id: '1002:5046', class: '0300' },
      { model: 'cirrus-vga', id: '1013:00b8', class: '0300' },
    ],
  ],
  [
    /^07/,
    [
      { model: 'pci-serial', id: '1b36:0002', class: '0700' },
      { model: 'pci-serial-2x', id: '1b36:0003', class: '0700' },
    ],
  ],
  [/^0805/, [{ model: 'sdhci-pci', id: '1b36:0007', class: '0805' }]],
];

/** Devices of no particular kind, for everything else: they can only be bound. */
const generic: Model[] = [
  { model: 'pci-testdev', id: '1b36:0005', class: '00ff' },
  { model: 'pvpanic-pci', id: '1b36:0011', class: '0880' },
  { model: 'tpci200', id: '1498:30c8', class: '0680' },
];

/** For a first function, without which the others of a card are not found, if the profile passes only those through. */
export const fillers: Model[] = [
  { model: 'edu', id: '1234:11e8', class: '00ff' },
  { model: 'pci-testdev', id: '1b36:0005', class: '00ff' },
];

/** The kind of a device, by its class; for serial buses the subclass counts too. */
const kind = (wanted: string) => (wanted.startsWith('0c') ? wanted.slice(0, 4) : wanted.slice(0, 2));

/** The models that can replace a class, those of the same kind first; `alike` tells whether a model is of that kind. */
export function modelsFor(wanted: string): { model: Model; alike: boolean }[] {
  const own = byClass.find(([pattern]) => pattern.test(wanted))?.[1] ?? [];
  const others = byClass.flatMap(([, models]) => models).filter((model) => !own.includes(model));
  const kin = others.filter((model) => kind(model.class) === kind(wanted));
  return [
    ...[...own, ...kin].map((model) => ({ model, alike: true })),
    ...generic.map((model) => ({ model, alike: false })),
  ];
}
