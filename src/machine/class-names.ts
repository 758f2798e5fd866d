/** Names of PCI classes and subclasses as lspci prints them (the list at the end of pci.ids), by their four digits. */
const names: Record<string, string> = {
  '0000': 'Non-VGA unclassified device',
  '0001': 'VGA compatible unclassified device',
  '0100': 'SCSI storage controller',
  '0101': 'IDE interface',
  '0102': 'Floppy disk controller',
  '0104': 'RAID bus controller',
  '0105': 'ATA controller',
  '0106': 'SATA controller',
  '0107': 'Serial Attached SCSI controller',
  '0108': 'Non-Volatile memory controller',
  '0109': 'Universal Flash Storage controller',
  '0180': 'Mass storage controller',
  '0200': 'Ethernet controller',
  '0201': 'Token ring network controller',
  '0203': 'ATM network controller',
  '0204': 'ISDN controller',
  '0207': 'Infiniband controller',
  '0208': 'Fabric controller',
  '0280': 'Network controller',
  '0300': 'VGA compatible controller',
  '0301': 'XGA compatible controller',
  '0302': '3D controller',
  '0380': 'Display controller',
  '0400': 'Multimedia video controller',
  '0401': 'Multimedia audio controller',
  '0402': 'Computer telephony device',
  '0403': 'Audio device',
  '0480': 'Multimedia controller',
  '0500': 'RAM memory',
  '0501': 'FLASH memory',
  '0502': 'CXL',
  '0580': 'Memory controller',
  '0600': 'Host bridge',
  '0601': 'ISA bridge',
  '0602': 'EISA bridge',
  '0604': 'PCI bridge',
  '0605': 'PCMCIA bridge',
  '0607': 'CardBus bridge',
  '0609': 'Semi-transparent PCI-to-PCI bridge',
  '060a': 'InfiniBand to PCI host bridge',
  '0680': 'Bridge',
  '0700': 'Serial controller',
  '0701': 'Parallel controller',
  '0702': 'Multiport serial controller',
  '0703': 'Modem',
  '0780': 'Communication controller',
  '0800': 'PIC',
  '0801': 'DMA controller',
  '0802': 'Timer',
  '0803': 'RTC',
  '0804': 'PCI Hot-plug controller',
  '0805': 'SD Host controller',
  '0806': 'IOMMU',
  '0807': 'Root complex event collector',
  '0880': 'System peripheral',
  '0899': 'Timing Card',
  '0900': 'Keyboard controller',
  '0902': 'Mouse controller',
  '0904': 'Gameport controller',
  '0980': 'Input device controller',
  '0a80': 'Docking station',
  '0b40': 'Co-processor',
  '0c00': 'FireWire (IEEE 1394)',
  '0c03': 'USB controller',
  '0c04': 'Fibre Channel',
  '0c05': 'SMBus',
  '0c06': 'InfiniBand',
  '0c07': 'IPMI Interface',
  '0c09': 'CANBUS',
  '0c80': 'Serial bus controller',
  '0d00': 'IRDA controller',
  '0d10': 'RF controller',
  '0d11': 'Bluetooth',
  '0d20': '802.1a controller',
  '0d21': '802.1b controller',
  '0d80': 'Wireless controller',
  '0e00': 'I2O',
  '1000': 'Network and computing encryption device',
  '1010': 'Entertainment encryption device',
  '1080': 'Encryption controller',
  '1100': 'DPIO module',
  '1101': 'Performance counters',
  '1110': 'Communication synchronizer',
  '1120': 'Signal processing management',
  '1180': 'Signal processing controller',
  '1200': 'Processing accelerators',
  '1300': 'Non-Essential Instrumentation',
  '4000': 'Coprocessor',
  ff00: 'Unassigned class',
};

/** The names that lspci prints if it knows the class, but not the subclass. */
const bases: Record<string, string> = {
  '00': 'Unclassified device',
  '01': 'Mass storage controller',
  '02': 'Network controller',
  '03': 'Display controller',
  '04': 'Multimedia controller',
  '05': 'Memory controller',
  '06': 'Bridge',
  '07': 'Communication controller',
  '08': 'Generic system peripheral',
  '09': 'Input device controller',
  '0b': 'Processor',
  '0c': 'Serial bus controller',
  '0d': 'Wireless controller',
  '10': 'Encryption controller',
  '11': 'Signal processing controller',
  '12': 'Processing accelerators',
  ff: 'Unassigned class',
};

/** The names in other versions of lspci. */
const older: Record<string, string> = {
  'usb controller': '0c03',
  'network and computing encryption': '1000',
  'multimedia audio controller': '0401',
  'unclassified device': '0000',
  'mass storage controller': '0180',
  'ipmi smic interface': '0c07',
  'ipmi interface': '0c07',
  bridge: '0680',
  'host bridge': '0600',
  'system peripheral': '0880',
  'co-processor': '0b40',
};

const codes = new Map([
  ...Object.entries(names).map(([code, name]) => [name.toLowerCase(), code] as const),
  ...Object.entries(older),
]);

/** lspci's name for a class; the six digits themselves if it has none. */
export function classNameOf(digits: string): string {
  return names[digits.slice(0, 4)] ?? bases[digits.slice(0, 2)] ?? `Class ${digits.slice(0, 4)}`;
}

/** The four digits of a class by its name. */
export const classByName = (name: string): string | undefined => codes.get(name.trim().toLowerCase());

/** The longest class name that a text begins with, for listings that do not separate it from the device's name. */
export function leadingClass(text: string): { code: string; rest: string } | undefined {
  const lower = text.toLowerCase();
  const found = [...codes.keys()]
    .filter((name) => lower === name || lower.startsWith(`${name} `))
    .sort((a, b) => b.length - a.length)[0];
  return found === undefined ? undefined : { code: codes.get(found)!, rest: text.slice(found.length).trim() };
}
