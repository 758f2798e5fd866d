import type { Host } from '../../src/host/host.ts';
import { examine } from '../../src/pipeline/examine.ts';
import { cardsOf } from '../../src/trial/hardware/cards.ts';
import { freeSlots } from '../../src/trial/hardware/slots.ts';
import { standInsFor } from '../../src/trial/hardware/stand-ins.ts';
import { wantedDevices } from '../../src/trial/hardware/wanted.ts';
import type { Given } from '../../src/trial/plan.ts';
import type { Situation } from '../../src/trial/substitution/substitute.ts';
import { folderWith, leastProfile } from '../support/run.ts';

/** The host of a profile: the least one with more keys, or a whole one. */
export async function hostOf(more: string, options: { whole?: boolean; facts?: string } = {}): Promise<Host> {
  const cwd = folderWith({ 'profile.yaml': options.whole ? more : `${leastProfile}${more}` });
  const { host, findings } = await examine('profile.yaml', { cwd, facts: options.facts }, new Map());
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!host || errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return host;
}

/** What QEMU 7.2 of Debian has, as far as stand-ins are concerned. */
export const devicesOfQemu = new Set([
  ...[1, 2, 3, 4, 5, 6].map((each) => `ich9-usb-uhci${each}`),
  ...['ich9-usb-ehci1', 'ich9-usb-ehci2', 'usb-ehci', 'piix3-usb-uhci', 'piix4-usb-uhci', 'pci-ohci'],
  ...['qemu-xhci', 'nec-usb-xhci', 'nvme', 'ich9-ahci', 'megasas', 'megasas-gen2', 'mptsas1068', 'lsi53c895a'],
  ...['am53c974', 'e1000e', 'e1000', 'e1000-82545em', 'rtl8139', 'vmxnet3', 'ich9-intel-hda', 'intel-hda'],
  ...['secondary-vga', 'ati-vga', 'cirrus-vga', 'pci-serial', 'pci-serial-2x', 'sdhci-pci', 'pci-testdev'],
  ...['pvpanic-pci', 'tpci200', 'edu'],
]);

/** What a trial is given, unless a test says otherwise. */
export const given: Given = {
  accelerator: 'kvm',
  install: true,
  firmware: 'bios',
  nested: true,
  fileSystems: new Set(['ext4', 'xfs', 'btrfs', 'vfat']),
  passphraseFile: '/trial/passphrase',
  passwordFile: '/trial/password',
  devices: devicesOfQemu,
  offline: null,
  here: { cpus: 8, memory: 65536 },
};

/** What a host is tried in, unless a test says otherwise: one in which nothing needs to be put in another's place. */
export function situationFor(host: Host, more: Partial<Situation> = {}): Situation {
  return {
    accelerator: 'kvm',
    install: true,
    firmware: 'bios',
    offline: null,
    cpus: 8,
    memory: 65536,
    hugepages: true,
    nested: true,
    fileSystems: given.fileSystems,
    standIns: standInsFor(wantedDevices(host), devicesOfQemu, freeSlots()),
    cards: cardsOf(host),
    passphraseFile: given.passphraseFile,
    passwordFile: given.passwordFile,
    ...more,
  };
}

/** A copy of data that throws when somebody writes to it. */
export function frozen<Data>(data: Data): Data {
  if (typeof data === 'object' && data !== null) {
    for (const value of Object.values(data)) frozen(value);
    Object.freeze(data);
  }
  return data;
}
