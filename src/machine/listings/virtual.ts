import { addressAfter } from '../address.ts';
import type { Draft } from './draft.ts';

/** As root, lspci -vv says how many virtual functions there are, and where (PCI Express, SR-IOV: offset and stride). */
export function findVirtual(draft: Draft): void {
  for (const { address, virtual } of draft.functions.values()) {
    const { now = 0, offset, stride } = virtual ?? {};
    if (offset === undefined || stride === undefined) continue;
    for (let at = 0; at < now; at += 1) {
      const own = draft.functions.get(addressAfter(address, offset + at * stride) ?? '');
      if (own) own.physical ??= address;
    }
  }
}
