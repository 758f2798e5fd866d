import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';
import { timeZoneVersion } from '../../target/time-zones.ts';

function variantsOf({ keymap, variants }: { keymap: string; variants: string[] }): string {
  const layout = keymap.split(' ')[0];
  return variants.length === 1
    ? `This is the only variant of the layout ${layout}.`
    : `The variants of ${layout} are ${variants.join(', ')}.`;
}

export const { codes, problem } = findingsOf({
  'hostname-like-an-overlay': error(
    'the names of all artifacts begin with the host name, and Alpine would take each of them for an overlay',
    'Choose a host name without .apkovl.tar.gz.',
  ),
  'keymap-unknown': error<{ keymap: string; installs: boolean; nearest?: { keymap: string; variants: string[] } }>(
    (v) =>
      `the package kbd-bkeymaps has no keymap "${v.keymap}": ${v.installs ? 'setup-keymap would ask for another one and wait forever' : 'the service loadkmap would find no such file'}`,
    ({ nearest }) =>
      nearest
        ? `Did you mean "${nearest.keymap}"? ${variantsOf(nearest)}`
        : 'Write layout and variant, such as "de de-nodeadkeys", or none.',
  ),
  'time-zone-unknown': error<{ timezone: string; installs: boolean; nearest?: string | undefined }>(
    (v) =>
      `tzdata ${timeZoneVersion} has no time zone "${v.timezone}", and ${v.installs ? 'setup-timezone would end the installation' : '/etc/localtime would point to no file'}`,
    ({ nearest }) =>
      nearest ? `Did you mean "${nearest}"?` : 'Write a name below /usr/share/zoneinfo, such as Europe/Berlin, or UTC.',
  ),
  'two-domains': error<{ hostname: string; own: string; domain: string }>(
    (v) => `the host name ${v.hostname} has the domain ${v.own}, but system.domain is ${v.domain}`,
    'Write the name alone as hostname, and its domain as system.domain.',
  ),
});
