import type { Path, Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { hasAtLeast } from '../target/versions.ts';
import { problem } from './codes.ts';

/** What a version of libvirt refuses that an earlier one accepted. */
export interface Refusal {
  /** The newest version that was seen to accept it, and the oldest that was seen to refuse it. */
  accepted: string;
  refused: string;
  what: string;
  remedy: string;
}

/** An error if the libvirt of the profile's release refuses it for certain, a warning if that is not known. */
export function refusedBy(
  { alpine: { release } }: Host,
  path: Path,
  { accepted, refused, what, remedy }: Refusal,
): Problem[] {
  const values = { what, remedy, release, refused, accepted };
  if (hasAtLeast(release, 'libvirt', refused)) return [problem('libvirt-refuses', path, values)];
  const older = hasAtLeast(release, 'libvirt', `${accepted}.1`) === false;
  return older ? [] : [problem('libvirt-may-refuse', path, values)];
}
