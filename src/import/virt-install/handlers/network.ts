import type { Handler } from '../building.ts';
import { lost } from '../marked.ts';
import { renamed } from '../pairs.ts';
import { truth } from '../truth.ts';

const sources: Record<string, string> = { network: '@network', bridge: '@bridge', direct: '@dev' };

/** `--network bridge=br0,model=virtio`; `--network none` and `--network default`. */
export const network: Handler = {
  before(pairs, { value }, { without }) {
    if (value!.value === 'none') {
      without.add('network');
      return null;
    }
    renamed(pairs, 'model', 'model.type');
    renamed(pairs, 'mac', 'mac.address');
    const kind = pairs.has('type') ? undefined : ['network', 'bridge', 'hostdev'].find((key) => pairs.has(key));
    if (kind !== undefined) {
      const pair = pairs.get(kind)!;
      renamed(pairs, kind, 'source');
      pairs.set('type', { key: 'type', value: pair.value?.as(kind), offset: pair.offset });
    }
    for (const key of ['network', 'bridge']) pairs.delete(key);
    return pairs;
  },
  calls: {
    'set_type_cb()': (node, value, mark) => {
      node.set('@type', value === 'default' ? 'network' : value, mark);
      if (value === 'default') node.set('source/@network', 'default', mark);
    },
    source: (node, value, mark, { leftovers }) => {
      const place = sources[node.get('@type')?.value ?? 'bridge'];
      if (place) node.set(`source/${place}`, value === '' ? undefined : value, mark);
      else
        leftovers.push(
          lost(mark, 'a network interface of this type has no source', 'Write type=network, bridge or direct.'),
        );
    },
    'set_mac_cb()': (node, value, mark) => {
      if (value !== 'RANDOM') node.set('mac/@address', value === '' ? undefined : value, mark);
    },
    'set_link_state()': (node, value, mark) => {
      const up = truth(value);
      node.set('link/@state', up === undefined ? value : up ? 'up' : 'down', mark);
    },
    'set_hostdev_cb()': (_, __, mark, { leftovers }) =>
      leftovers.push(
        lost(mark, 'only its own host knows which card this node device name refers to', 'Add it under hostdevs:.'),
      ),
    'set_port_forward_pretty()': (_, __, mark, { leftovers }) =>
      leftovers.push(
        lost(mark, 'there is no key for port forwarding', 'Add <portForward> under xml: of the network interface.'),
      ),
  },
};
