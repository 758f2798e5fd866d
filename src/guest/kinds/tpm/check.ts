import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { keysWithoutEffect, type Owners, requiredFor } from '../../rules.ts';
import { emulated } from './view.ts';

/** For each key of a TPM, the types that have it. */
const tpms: Owners = { version: ['emulator'], persistent_state: ['emulator'], path: ['passthrough'] };

export function tpmKeys({ tpm }: Guest, at: Path): Problem[] {
  if (typeof tpm !== 'object') return [];
  const kind = emulated({ tpm }) ? 'emulator' : 'passthrough';
  const others = keysWithoutEffect([...at, 'tpm'], tpm, kind, tpms, 'backend');
  // libvirt refuses the interface of TPM 2.0, its default, for version 1.2 (qemu_validate.c).
  return kind === 'emulator' && tpm.version === '1.2' && tpm.model !== 'tpm-tis'
    ? [...others, requiredFor([...at, 'tpm', 'version'], 'version: "1.2"', 'model: tpm-tis')]
    : others;
}
