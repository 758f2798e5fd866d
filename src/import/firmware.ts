import path from 'node:path';
import { stateFolders } from '../guest/state.ts';

/** Where distributions keep firmware that comes in packages. */
const packaged = /^(\/usr\/(local\/)?(share|lib)\/|\/nix\/|\/gnu\/|\/run\/(libvirt|current-system)\/|\/opt\/)/;

/** Alpine's own, by the names of its package ovmf. */
const alpines = ['OVMF', 'OVMF_CODE', 'OVMF_VARS'].map((name) => `/usr/share/OVMF/${name}.fd`);

/** Whether a file of firmware belongs to a package of another distribution, so that it is not on the target. */
export const isForeign = (file: string) => packaged.test(file) && !alpines.includes(file);

export const isUefiFile = (file: string, type: string | undefined) => type === 'pflash' || /ovmf|edk2|efi/i.test(file);

/** What the report says of a file that is replaced. */
export const foreignLoader = (uefi: boolean) => ({
  why: `it is a file of another distribution; ${uefi ? "Alpine's own UEFI firmware" : "QEMU's own BIOS"} is used instead`,
  remedy: 'To use this very file, copy it to the target and set boot.loader to its path.',
});

/**
 * Whether the file of a guest's UEFI variables can stay where it is: libvirt makes the file, but not its folder. The
 * folder of one of the guest's own disks exists wherever the guest can start.
 */
export function hasFolder(file: string, disks: readonly string[]): boolean {
  const folder = path.posix.dirname(file);
  return folder === stateFolders.uefi || disks.some((disk) => path.posix.dirname(disk) === folder);
}

export const lostVariables = {
  why: 'the UEFI variables of the guest (boot entries, keys) are in that file on the old host; the guest starts here with new ones',
  remedy: 'If the guest does not boot without them, copy the file to the same path before the first start.',
};

export const movedVariables = {
  why: `nothing makes the folder of that file here, and libvirt does not start the guest without it, so libvirt's own place is used; the guest starts with new UEFI variables (boot entries, keys)`,
  remedy: `If the guest does not boot without them, copy the file to ${stateFolders.uefi}/GUEST_VARS.fd before the first start, with the name of the guest for GUEST.`,
};
