import type { Guest } from '#src/host/guest.ts';
import { yesNo } from '../../attributes.ts';

type Given = Exclude<Guest['tpm'], string>;

/** Whether the guest's TPM is emulated by a program on the host. */
export function emulated({ tpm }: Pick<Guest, 'tpm'>): boolean {
  return typeof tpm === 'string'
    ? tpm === 'emulated'
    : (tpm.type ?? (tpm.path ? 'passthrough' : 'emulator')) === 'emulator';
}

/** Template values of the TPM. virt-install sets the model only if it sets no version (virtinst/devices/tpm.py). */
export function tpmView(guest: Guest): object | undefined {
  if (guest.tpm === 'none') return undefined;
  const { model, version, path, persistent_state }: Given = typeof guest.tpm === 'string' ? {} : guest.tpm;
  const own = emulated(guest);
  return {
    attributes: { model: model ?? (own && version === undefined ? 'tpm-crb' : undefined) },
    backend: { type: own ? 'emulator' : 'passthrough', version, persistent_state: yesNo(persistent_state) },
    path,
  };
}
