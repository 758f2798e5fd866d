import type { Path } from '#src/findings/finding.ts';
import type { Node } from '../tree.ts';
import { carry } from './carry.ts';
import type { Draft } from './draft.ts';
import { truthful, whole } from './kinds.ts';

const hex = (value: string | undefined, digits: number) => {
  const number = Number(/^0x/i.test(value ?? '') ? value : `${value ?? 0}`);
  return Number.isSafeInteger(number) ? number.toString(16).padStart(digits, '0') : undefined;
};

/** Boot order and PCI address, which devices of all kinds have alike; other addresses stay for `xml:`. */
export function placed(node: Node, draft: Draft, base: Path, bootable = false): void {
  if (bootable) carry(node, [['boot/@order', 'boot_order', whole]], draft, base);
  const address = node.find('address');
  if (!address || (address.get('@type')?.value ?? 'pci') !== 'pci' || !address.get('@slot')) return;
  const part = (name: string, digits: number) => hex(address.get(`@${name}`)?.value, digits);
  const [domain, bus, slot, fn] = [part('domain', 4), part('bus', 2), part('slot', 2), part('function', 1)];
  const said = `${domain}:${bus}:${slot}.${fn}`;
  if (!/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(said)) return;
  for (const name of ['type', 'domain', 'bus', 'slot', 'function']) {
    const value = address.get(`@${name}`);
    if (value) value.taken = true;
  }
  draft.set([...base, 'address'], said, address.mark);
  carry(address, [['@multifunction', 'multifunction', truthful]], draft, base);
}
