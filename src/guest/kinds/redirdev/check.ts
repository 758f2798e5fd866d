import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { withoutSpice } from '../graphics/check.ts';
import { hasSpice } from '../graphics/screens.ts';

export function redirectionThroughSpice(guest: Guest, at: Path): Problem[] {
  return guest.redirdevs && !hasSpice(guest) ? [withoutSpice([...at, 'redirdevs'], 'redirdevs')] : [];
}
