import { attribute, child, children, type Element, element, mapChildren, withAttributes } from '#src/xml/element.ts';
import { kibibytes, type Said, said, sizeOf } from '../../reader.ts';

export interface Amounts {
  most: number;
  first: number;
}

/** QEMU's machines have whole MiB, and libvirt rounds up to them (qemuDomainAlignMemorySizes). */
function amountOf(of: Element | undefined): number | undefined {
  const amount = kibibytes(of?.text, attribute(of, 'unit'));
  return amount && Math.ceil(amount / 1024) * 1024;
}

/** What a guest has at most, and at first, in KiB. */
export function amounts(domain: Element): Amounts | undefined {
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

export function readMemory(domain: Element): Said {
  const found = amounts(domain);
  const backing = child(domain, 'memoryBacking');
  return {
    memory: found && sizeOf(found.first, 'MiB'),
    max_memory: found && found.most !== found.first ? sizeOf(found.most, 'MiB') : undefined,
    memory_backing: backing && {
      ...said({
        hugepages: hugepagesOf(child(backing, 'hugepages')),
        source: attribute(child(backing, 'source'), 'type'),
        access: attribute(child(backing, 'access'), 'mode'),
        allocation: attribute(child(backing, 'allocation'), 'mode'),
      }),
      nosharepages: child(backing, 'nosharepages') !== undefined,
      locked: child(backing, 'locked') !== undefined,
      discard: child(backing, 'discard') !== undefined,
    },
  };
}

function hugepagesOf(hugepages: Element | undefined): unknown {
  const pages = children(hugepages, 'page').map((page) => {
    const size = pageSize(page);
    return said({ size: size && sizeOf(size), nodeset: attribute(page, 'nodeset') }) ?? {};
  });
  return hugepages && (pages.length === 0 ? true : pages);
}
