import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'card-several-sources': error<{ keys: string }>(
    (v) => `the network interface has ${v.keys}, but it can have only one source`,
    'Keep one of them.',
  ),
  'card-without-source': error(
    'the network interface has no source',
    'Add what it connects to: bridge: br0, network: default, direct: eth0 or user: true.',
  ),
  'bridge-unknown': error<{ bridge: string; known: string }>(
    (v) => `the bridge ${v.bridge} is not defined`,
    (v) => `Add it under network.interfaces (defined: ${v.known}).`,
  ),
  'network-unknown': error<{ network: string; known: string }>(
    (v) => `the virtual network ${v.network} is not defined`,
    (v) => `Add it under libvirt.networks (defined: ${v.known}).`,
  ),
  'mac-not-unicast': error<{ mac: string }>(
    (v) => `${v.mac} is a multicast address, not that of a network card`,
    'Use an address whose first byte is even, such as 52:54:00:12:34:56.',
  ),
  'duplicate-mac': error<{ mac: string; owner: string }>(
    (v) => `${v.mac} already belongs to ${v.owner}`,
    'Correct one of the two: every network card needs an address of its own.',
  ),
});
