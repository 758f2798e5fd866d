import { attribute, child, type Element, element, isBare, mapChildren, textOf } from '#src/xml/element.ts';
import { plain } from '../section/plain.ts';

/** What libvirt measures, and what it has found on a disk. */
const measured = new Set(['capacity', 'allocation', 'available', 'freeExtent']);

/** Formats that libvirt assumes (storage_conf.c, poolTypeInfo); an unknown one is none. */
const usualFormats: Record<string, string[]> = { logical: ['lvm2', 'unknown'], disk: ['unknown'] };
const automatic = ['fs', 'netfs'];

/** The one form of all definitions that mean the same to libvirt. */
export function normalPool(root: Element): Element {
  const pool = withoutMeasured(plain(root));
  const type = attribute(pool, 'type') ?? '';
  const name = textOf(child(pool, 'source'), 'name') || textOf(pool, 'name') || '';
  const source = normalSource(child(pool, 'source'), type, name);
  const target = normalTarget(child(pool, 'target'), type, name);
  const others = pool.children.filter(({ name: each }) => !['name', 'uuid', 'source', 'target'].includes(each));
  return { ...pool, children: [...others, ...(isBare(source) ? [] : [source]), target] };
}

function withoutMeasured(of: Element): Element {
  return mapChildren(of, (each) => (measured.has(each.name) ? undefined : withoutMeasured(each)));
}

/** A volume group or ZFS pool without a name has that of the pool. */
function normalSource(source: Element = element('source'), type: string, name: string): Element {
  const usual = usualFormats[type] ?? [];
  const inside = mapChildren(source, (each) =>
    (each.name === 'format' && usual.includes(attribute(each, 'type') ?? '')) || (each.name === 'name' && !each.text)
      ? undefined
      : each,
  );
  const named = ['logical', 'zfs'].includes(type) && !child(inside, 'name') ? [element('name', {}, [], name)] : [];
  const format = automatic.includes(type) && !child(inside, 'format') ? [element('format', { type: 'auto' })] : [];
  return { ...inside, children: [...inside.children, ...named, ...format] };
}

/** libvirt names the folders of volume groups and ZFS pools itself, and cleans paths (virFileSanitizePath). */
function normalTarget(target: Element = element('target'), type: string, name: string): Element {
  const folders: Record<string, string> = { logical: `/dev/${name}`, zfs: `/dev/zvol/${name}` };
  const inside = mapChildren(target, (each) => {
    if (each.name === 'path') return { ...each, text: clean(each.text) };
    return each.name === 'permissions' ? normalPermissions(each) : each;
  });
  const path = child(inside, 'path') || !folders[type] ? [] : [element('path', {}, [], folders[type])];
  return { ...inside, children: [...inside.children, ...path] };
}

const clean = (path: string) => path.replace(/(?<=.)\/+$/, '').replace(/(?<!^)\/{2,}/g, '/');

/** What a folder has that libvirt itself makes (VIR_STORAGE_DEFAULT_POOL_PERM_MODE) and that belongs to root. */
function normalPermissions(permissions: Element): Element | undefined {
  const usual: Record<string, string[]> = { mode: ['0711'], owner: ['0', '-1'], group: ['0', '-1'] };
  const rest = permissions.children.filter((each) => !usual[each.name]?.includes(each.text));
  return rest.length > 0 ? { ...permissions, children: rest } : undefined;
}
