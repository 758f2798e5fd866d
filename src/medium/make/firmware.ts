import { bootEntries, type Firmware } from '../../artifact/iso9660/boot-catalog.ts';
import type { Medium } from '../../artifact/medium.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';
import type { MediumKind } from './options.ts';

/** By what a machine starts from a medium that is made of this one: its boot entries stay; a stick gets those of syslinux. */
export function firmwareOf(medium: Medium, kind: MediumKind): Firmware[] {
  if (kind === 'iso') return [...entriesOf(medium)].sort();
  const uefi = medium.list('efi/boot').some((name) => /^boot.*\.efi$/i.test(name));
  return uefi ? ['bios', 'uefi'] : ['bios'];
}

/** None of an ISO whose stick was pulled: what copies it reports that. */
function entriesOf({ absolute }: Medium): Set<Firmware> {
  try {
    return bootEntries(absolute);
  } catch {
    return new Set();
  }
}

/** The warning that a machine with UEFI does not start from it. */
export function withoutUefi(medium: Medium, kind: MediumKind): Problem[] {
  if (firmwareOf(medium, kind).includes('uefi')) return [];
  const code = kind === 'iso' ? 'media-iso-no-uefi' : 'media-usb-no-uefi';
  return [problemAt(code, { place: { file: medium.path } }, { file: medium.path })];
}
