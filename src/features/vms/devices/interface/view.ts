import type { Interface } from '../../resolve.ts';

/** Template values of one network card. */
export function interfaceView({ bridge, network, mac, model }: Interface): object {
  return { bridge, network, mac, model };
}
