import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isKeymap, nearestKeymap } from '../../target/keymaps.ts';
import { isTimeZone, nearestTimeZone } from '../../target/time-zones.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [...namedLikeOverlay(host), ...keymapUnknown(host), ...timeZoneUnknown(host), ...fullNameTwice(host)];
}

/**
 * Alpine's init takes every file of a medium whose name matches *.apkovl.tar.gz* for an overlay (mkinitfs,
 * nlplug-findfs.c), and all artifacts begin with the host name.
 */
function namedLikeOverlay({ hostname }: Host): Problem[] {
  return hostname.includes('.apkovl.tar.gz') ? [problem('hostname-like-an-overlay', ['hostname'], undefined)] : [];
}

/**
 * setup-keymap asks for a variant until it gets one, even after the end of its input (alpine-conf, setup-keymap.in,
 * select_variant): an installation would never end. Without one, loadkmap loads a file that is not there.
 */
function keymapUnknown({ system: { keymap }, alpine: { release }, install: { mode } }: Host): Problem[] {
  if (keymap === 'none' || isKeymap(keymap, release)) return [];
  const nearest = nearestKeymap(keymap, release);
  return [
    problem('keymap-unknown', ['system', 'keymap'], { keymap, installs: mode === 'sys', ...(nearest && { nearest }) }),
  ];
}

/** setup-timezone ends the installation ("is not a valid timezone on this system"; alpine-conf, setup-timezone.in). */
function timeZoneUnknown({ system: { timezone }, install: { mode } }: Host): Problem[] {
  if (isTimeZone(timezone)) return [];
  return [
    problem('time-zone-unknown', ['system', 'timezone'], {
      timezone,
      installs: mode === 'sys',
      nearest: nearestTimeZone(timezone),
    }),
  ];
}

/** A host name with a domain is split at its first dot, as setup-hostname does; so it has one domain only. */
function fullNameTwice({ hostname, system: { domain } }: Host): Problem[] {
  const [, ...rest] = hostname.split('.');
  const own = rest.join('.');
  if (own === '' || domain === undefined || own === domain) return [];
  const related = [{ path: ['hostname'], message: `the host name has the domain ${own}` }];
  return [problem('two-domains', ['system', 'domain'], { hostname, own, domain }, { related })];
}
