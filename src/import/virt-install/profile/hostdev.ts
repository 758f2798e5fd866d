import type { Path } from '#src/findings/finding.ts';
import { changed } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, rest, take, whole as wholeElement } from './carry.ts';
import type { Draft } from './draft.ts';
import { truthful } from './kinds.ts';
import { placed } from './placed.ts';

const hex = (value: string | undefined, digits: number) =>
  Number(value ?? 'x')
    .toString(16)
    .padStart(digits, '0');

/** One device of the host; those that are none of PCI, USB by its id and mediated devices are XML, whole. */
export function hostDevice(node: Node, draft: Draft, index: number): boolean {
  const [key, value] = selectorOf(node);
  if (key === undefined || value === undefined) {
    if (node.isEmpty()) return false;
    for (const [name, usual] of [
      ['@mode', 'subsystem'],
      ['@managed', 'yes'],
    ] as const) {
      if (!node.get(name)) node.set(name, usual, node.mark);
    }
    wholeElement(
      node,
      draft,
      ['xml', 'devices'],
      'devices named like this have no key, and stand in xml.devices as they are',
    );
    return false;
  }
  const base: Path = ['hostdevs', index];
  draft.set([...base, key], value, node.mark);
  for (const child of [node.find('source/vendor'), node.find('source/product'), node.find('source/address')])
    if (child) child.taken = true;
  take(node, '@mode', '@type');
  const driver = take(node, 'driver/@name');
  if (driver) {
    const why = driver.value === 'vfio' ? 'vfio is what libvirt takes anyway' : 'the only driver there is now is vfio';
    draft.left.push(changed(driver.mark, why));
  }
  if (node.get('@managed')?.value === 'yes') take(node, '@managed');
  if (node.get('@model')?.value === 'vfio-pci') take(node, '@model');
  carry(
    node,
    [
      ['@managed', 'managed', truthful],
      ['@model', 'model'],
      ['@display', 'display', truthful],
      ['@ramfb', 'ramfb', truthful],
      ['source/@startupPolicy', 'startup_policy'],
      ['rom/@bar', 'rom.bar', truthful],
      ['rom/@file', 'rom.file'],
    ],
    draft,
    base,
  );
  placed(node, draft, base, true);
  rest(node, draft, [...base, 'xml'], ['source']);
  return true;
}

function selectorOf(node: Node): [string, string] | [undefined, undefined] {
  const [type, mode] = [node.get('@type')?.value, node.get('@mode')?.value ?? 'subsystem'];
  const address = node.find('source/address');
  const at = (name: string) => address?.get(`@${name}`)?.value;
  if (mode !== 'subsystem') return [undefined, undefined];
  if (type === 'mdev' && at('uuid')) return ['mdev', at('uuid')!.toLowerCase()];
  if (type === 'pci' && at('slot')) {
    const [domain, bus, slot, fn] = [
      hex(at('domain') ?? '0', 4),
      hex(at('bus'), 2),
      hex(at('slot'), 2),
      hex(at('function') ?? '0', 1),
    ];
    return ['pci', `${domain}:${bus}:${slot}.${fn}`];
  }
  const [vendor, product] = [node.get('source/vendor/@id'), node.get('source/product/@id')];
  if (type === 'usb' && vendor && product && !address)
    return ['usb', `${hex(vendor.value, 4)}:${hex(product.value, 4)}`];
  return [undefined, undefined];
}
