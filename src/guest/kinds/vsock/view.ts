import type { Guest } from '#src/host/guest.ts';
import { placedView } from '../address/view.ts';

/** Template values of the vsock device; undefined without one. */
export function vsockView({ vsock }: Guest): object | undefined {
  if (vsock === 'none') return undefined;
  const { cid, model, ...given } = vsock === 'auto' ? { cid: vsock, model: 'virtio' } : vsock;
  return { model, cid: cid === 'auto' ? { auto: 'yes' } : { auto: 'no', address: cid }, placed: placedView(given) };
}
