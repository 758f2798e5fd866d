import type { Problem } from '../../findings/finding.ts';
import { child, type Element } from '../../xml/element.ts';
import { problemAt } from '../codes.ts';

/** Documents of libvirt that define no guest, by their root. */
const others: Record<string, string> = {
  volume: 'a volume, which goes under the volumes of its pool',
  capabilities: 'the capabilities of a host',
  domainCapabilities: 'the capabilities that a host offers to guests',
  device: 'a device of the host',
  secret: 'a secret',
  filter: 'a network filter',
  interface: 'a network interface',
  nodedev: 'a device of the host',
  sysinfo: 'the SMBIOS of a host',
  cpu: 'a CPU',
};

/** The definition of the guest in a document: a definition itself, or one in the state or the snapshot of a guest. */
export function guestOf(root: Element, file: string): { domain: Element } | { problems: Problem[] } {
  if (root.name === 'domain') return { domain: root };
  const inside = ['domstatus', 'domainsnapshot', 'domainCheckpoint', 'domsave'].includes(root.name);
  const domain = inside ? (child(root, 'domain') ?? child(root, 'inactiveDomain')) : undefined;
  if (domain) return { domain };
  const what = Object.hasOwn(others, root.name)
    ? others[root.name]!
    : 'not a libvirt document that contains a guest, network or pool';
  const element = root.name.slice(0, 60);
  return { problems: [problemAt('import-not-a-guest', { place: { file, offset: root.start } }, { element, what })] };
}
