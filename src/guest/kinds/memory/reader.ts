import {
  attribute,
  child,
  children,
  type Element,
  element,
  isThere,
  mapChildren,
  withAttributes,
} from '#src/xml/element.ts';
import { kibibytes, said, sizeOf, type Values, valuesOf } from '../../reader.ts';
import { asTruth, type Keys, placesIn, type Several } from '../../vocabulary.ts';

interface Amounts {
  most: number;
  first: number;
}

/** QEMU's machines have whole MiB, and libvirt rounds up to them (qemuDomainAlignMemorySizes). */
function amountOf(of: Element | undefined): number | undefined {
  const amount = kibibytes(of?.text, attribute(of, 'unit'));
  return amount && Math.ceil(amount / 1024) * 1024;
}

/** A guest's maximum and initial memory, in KiB. */
function amounts(domain: Element): Amounts | undefined {
  const most = amountOf(child(domain, 'memory'));
  const first = amountOf(child(domain, 'currentMemory'));
  return most === undefined ? undefined : { most, first: first === undefined ? most : Math.min(first, most) };
}

export function normalMemory(domain: Element): Element {
  const found = amounts(domain);
  if (!found) return domain;
  const rest = mapChildren(domain, (each) => {
    if (each.name === 'currentMemory') return undefined;
    if (each.name === 'memory') return { ...withAttributes(each, { unit: undefined }), text: String(found.most) };
    return each.name === 'memoryBacking' ? normalBacking(each) : each;
  });
  return { ...rest, children: [...rest.children, element('currentMemory', {}, [], String(found.first))] };
}

/** Pages in one unit, KiB, as libvirt writes them. */
function normalBacking(backing: Element): Element | undefined {
  const usual = mapChildren(backing, (each) =>
    each.name === 'hugepages'
      ? mapChildren(each, (page) => {
          const size = pageSize(page);
          return size === undefined ? page : withAttributes(page, { size: String(size), unit: undefined });
        })
      : each,
  );
  return usual.children.length === 0 ? undefined : usual;
}

const pageSize = (page: Element) => kibibytes(attribute(page, 'size'), attribute(page, 'unit'));

const hugepages: Several = (backing, { size }) => {
  const hugepages = child(backing, 'hugepages');
  if (!isThere(hugepages)) return [];
  const all = children(hugepages, 'page');
  const pages = all.map((page) => {
    const amount = size(attribute(page, 'size') ?? '', attribute(page, 'unit'));
    return said({ size: amount, nodeset: attribute(page, 'nodeset') }) ?? {};
  });
  const from = [hugepages!, ...all].flatMap((each) => placesIn(each, '?', '@size', '@unit', '@nodeset'));
  return [{ key: ['hugepages'], value: pages.length === 0 ? true : pages, from }];
};

export const backingKeys: Keys = [
  hugepages,
  ['nosharepages?', 'nosharepages', asTruth],
  ['locked?', 'locked', asTruth],
  ['source/@type', 'source'],
  ['access/@mode', 'access'],
  ['allocation/@mode', 'allocation'],
  ['discard?', 'discard', asTruth],
];

export function readMemory(domain: Element): Values {
  const amount = amounts(domain);
  const backing = child(domain, 'memoryBacking');
  return {
    memory: amount && sizeOf(amount.first, 'MiB'),
    max_memory: amount && amount.most !== amount.first ? sizeOf(amount.most, 'MiB') : undefined,
    memory_backing: backing && valuesOf(backing, backingKeys, { nosharepages: false, locked: false, discard: false }),
  };
}
