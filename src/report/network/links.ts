import type { Interface } from '../../host/guest.ts';
import type { NodeKind } from './graph.ts';

/** What a guest's network card is connected to. */
export interface Link {
  kind: NodeKind;
  /** Undefined for the connection of the host itself. */
  from: string | undefined;
  /** In words, before the name. */
  label: string;
}

export function linkOf({ bridge, network, direct, user, hostdev }: Interface): Link {
  if (bridge !== undefined) return { kind: 'bridge', from: bridge, label: 'bridge' };
  if (network !== undefined) return { kind: 'network', from: network, label: 'network' };
  if (direct !== undefined) {
    const [dev, mode] = typeof direct === 'string' ? [direct, 'bridge'] : [direct.dev, direct.mode];
    return { kind: 'card', from: dev, label: `macvtap (${mode})` };
  }
  if (hostdev !== undefined) return { kind: 'card', from: hostdev, label: 'virtual function' };
  return { kind: 'host', from: undefined, label: user === undefined ? 'not connected' : 'the connection of the host' };
}
