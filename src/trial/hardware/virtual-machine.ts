import path from 'node:path';
import type { Accelerator, BootPlan } from '../trial.ts';
import { machineWords } from './accelerator.ts';
import { type CardPlan, cardWords } from './cards.ts';
import { type DiskPlan, diskWords } from './disks.ts';
import { type Qemu, quoted } from './qemu.ts';
import type { Resources } from './resources.ts';
import type { Slots } from './slots.ts';
import type { StandIns } from './stand-ins.ts';

/** The parts of a virtual machine. */
export interface MachinePlan {
  qemu: Qemu;
  accelerator: Accelerator;
  resources: Resources;
  /** Arguments for UEFI; empty for BIOS. */
  firmware: string[];
  standIns: StandIns;
  cards: CardPlan[];
  disks: DiskPlan[];
  /** Slots of the first bus that the substitutes leave free. */
  slots: Slots;
  /** The folder of its files. */
  folder: string;
  /** Options of a card's network in addition to its addresses. */
  network: (card: CardPlan, index: number) => string[];
}

/** What is attached when the machine boots from the medium. */
export interface MediumBoot {
  kernel: string;
  initramfs: string;
  options: string[];
  /** The image of the medium, or a folder that QEMU presents as a disk. */
  medium: { image: string } | { folder: string };
  /** The folder with the files of the USB stick for the overlay. */
  overlay: string;
}

/** Arguments of the same machine for each way to start it: devices keep their addresses. */
export function machineFor(plan: MachinePlan, install: boolean): (medium?: MediumBoot) => BootPlan {
  const { qemu, accelerator, resources, standIns, cards, slots, folder } = plan;
  const network = cardWords(cards, slots, plan.network);
  const diskSlots = plan.disks.map(() => slots.take()!);
  const rest = { stick: slots.take()!, medium: slots.take()!, random: slots.take()! };
  const common = [
    ...['-nodefaults', '-no-user-config', ...machineWords(accelerator)],
    ...['-m', String(resources.memory), '-smp', String(resources.cpus), '-rtc', 'base=utc'],
    ...plan.firmware,
    // It must precede the devices that it translates for.
    ...['-device', 'intel-iommu,intremap=on', '-device', `virtio-rng-pci,bus=pcie.0,addr=${rest.random.toString(16)}`],
    ...standIns.words,
    ...network,
  ];
  return (medium) => ({
    name: medium ? 'medium' : 'disk',
    program: qemu.program,
    ends: medium && install ? 'reboot' : 'poweroff',
    words: [
      ...common,
      ...diskWords(plan.disks, folder, diskSlots, !medium),
      ...(medium ? mediumWords(medium, rest) : []),
    ],
  });
}

function mediumWords(boot: MediumBoot, { stick, medium }: { stick: number; medium: number }): string[] {
  const at = (slot: number) => `bus=pcie.0,addr=${slot.toString(16)}`;
  const drive = (id: string, more: string) => ['-drive', `if=none,id=${id},format=raw,readonly=on,${more}`];
  const shown = 'image' in boot.medium;
  return [
    ...['-kernel', boot.kernel, '-initrd', boot.initramfs, '-append', boot.options.join(' ')],
    ...drive('stick', `file=${quoted(`fat:${path.resolve(boot.overlay)}`)}`),
    ...['-device', `virtio-blk-pci,drive=stick,${at(stick)}`],
    ...('image' in boot.medium
      ? drive('medium', `media=cdrom,file=${quoted(boot.medium.image)}`)
      : drive('medium', `file=${quoted(`fat:${boot.medium.folder}`)}`)),
    ...['-device', shown ? 'ide-cd,drive=medium,bus=ide.0' : `virtio-blk-pci,drive=medium,${at(medium)}`],
  ];
}
