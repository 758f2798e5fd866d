import type { Network } from '#src/features/libvirt/networks/forward.ts';
import { networkSchema } from '#src/features/libvirt/networks/schema.ts';
import { networkView } from '#src/features/libvirt/networks/view.ts';
import { attribute, child, type Element } from '#src/xml/element.ts';
import { problemAt } from '../../codes.ts';
import { withoutSecrets } from '../secrets.ts';
import type { Kind } from '../section/kind.ts';
import { networkDraft } from './draft.ts';
import { normalNetwork, place } from './normal.ts';
import { refused } from './refused.ts';

/** Elements of which a network has one, which the profile's keys print. */
const single = ['name', 'uuid', 'forward', 'bridge', 'mac', 'mtu', 'domain', 'dns'];

export const networkKind: Kind = {
  what: 'network',
  key: 'networks',
  required: [],
  schema: () => networkSchema,
  unsupported,
  withoutSecrets,
  normal: normalNetwork,
  draft: networkDraft,
  view: (name, section) => {
    return { template: 'libvirt/networks', values: networkView(name, 'uuid', section as Network, place) };
  },
  refused: (name, section) => refused(name, section as Network),
  verbatim,
  // Of a bridge whose name no profile can have, that name is reported.
  comesAnyway: (where, value) => where === 'network/bridge' && value === `name=virbr${place}`,
};

function unsupported(root: Element, file: string) {
  const forward = child(root, 'forward');
  const mode = attribute(forward, 'mode') ?? 'nat';
  if (networkSchema.shape.forward.safeParse(mode).success && mode !== 'none') return [];
  const where = { place: { file, offset: forward?.start ?? root.start } };
  return [problemAt('import-network-not-supported', where, { mode })];
}

/** The first address of each family has keys; libvirt accepts more of them in a network. */
function verbatim({ children }: Element): Element[] {
  const extra = children.filter(({ name }) => !single.includes(name));
  const families = new Set<string>();
  return extra.filter((each) => {
    const family = attribute(each, 'family') ?? 'ipv4';
    if (each.name !== 'ip' || families.has(family)) return true;
    families.add(family);
    return false;
  });
}
