import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'card-several-sources': error<{ keys: string }>(
    (v) => `the card has ${v.keys}, but it is plugged into one`,
    'Keep one of them.',
  ),
  'card-without-source': error(
    'the card is plugged into nothing',
    'Add bridge: br0 or network: default; or direct: eth0, or user: true.',
  ),
  'bridge-unknown': error<{ bridge: string; known: string }>(
    (v) => `there is no bridge ${v.bridge}`,
    (v) => `Add it under network.interfaces (there: ${v.known}).`,
  ),
  'network-unknown': error<{ network: string; known: string }>(
    (v) => `there is no virtual network ${v.network}`,
    (v) => `Add it under libvirt.networks (there: ${v.known}).`,
  ),
  'mac-not-of-a-card': error<{ mac: string }>(
    (v) => `${v.mac} is no address of a single card`,
    'The first byte must be even, such as 52 in 52:54:00:12:34:56.',
  ),
  'duplicate-mac': error<{ mac: string; owner: string }>(
    (v) => `${v.mac} already belongs to ${v.owner}`,
    'Every card has an address of its own. Correct one of the two.',
  ),
});
