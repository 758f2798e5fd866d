import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { keysWithoutEffect, type Owners } from '../../rules.ts';
import { emulated } from './view.ts';

/** For each key of a TPM, the types that have it. */
const tpms: Owners = { version: ['emulator'], persistent_state: ['emulator'], path: ['passthrough'] };

export function tpmKeys({ tpm }: Guest, at: Path): Problem[] {
  return typeof tpm === 'object'
    ? keysWithoutEffect([...at, 'tpm'], tpm, emulated({ tpm }) ? 'emulator' : 'passthrough', tpms, 'backend')
    : [];
}
