import { truthOf } from '../../guest/reader.ts';
import { attribute, child, type Element, element, mapChildren, textOf, withAttributes } from '../../xml/element.ts';
import { foreignLoader, hasFolder, isForeign, isUefiFile, lostVariables, movedVariables } from '../firmware.ts';
import type { Leftover } from '../imported.ts';

/**
 * Replaces firmware by its kind: a file of another distribution's package is not on Alpine, and for firmware='efi' libvirt
 * writes down which file it has found.
 */
export function adaptFirmware(domain: Element, leftovers: Leftover[]): Element {
  const os = child(domain, 'os');
  const loader = child(os, 'loader');
  const automatic = attribute(os, 'firmware') === 'efi';
  if (!os) return domain;
  const path = loader?.text ?? '';
  const foreign = isForeign(path);
  if (foreign && !automatic) leftovers.push(change(loader!, path));
  const replaced = automatic || foreign;
  const variables = variablesOf(domain, os, leftovers);
  const uefi = automatic || (foreign && isUefi(loader));
  const secure = uefi && truthOf(loader, 'secure') && !child(os, 'firmware') ? [secureFirmware()] : [];
  const inside = os.children.flatMap((each) => {
    if (each.name === 'loader') return replaced ? [] : each;
    return each.name === 'nvram' ? (nvramOf(each, replaced, variables) ?? []) : each;
  });
  const adapted = withAttributes({ ...os, children: [...inside, ...secure] }, { firmware: uefi ? 'efi' : undefined });
  return mapChildren(domain, (each) => (each === os ? adapted : each));
}

const isUefi = (loader: Element | undefined) => isUefiFile(loader?.text ?? '', attribute(loader, 'type'));

const secureFirmware = () => element('firmware', {}, [element('feature', { enabled: 'yes', name: 'secure-boot' })]);

function change(loader: Element, path: string): Leftover {
  return {
    kind: 'changed',
    where: 'domain/os/loader',
    value: path,
    ...foreignLoader(isUefi(loader)),
    offset: loader.start,
  };
}

/** The file of the UEFI variables, unless it is libvirt's default. */
function variablesOf(domain: Element, os: Element, leftovers: Leftover[]): string | undefined {
  const nvram = child(os, 'nvram');
  const path = nvram?.text;
  if (!nvram || !path) return undefined;
  const own = new RegExp(
    `^/var/lib/libvirt/qemu/nvram/${escaped(textOf(domain, 'name') ?? '')}_VARS\\.(fd|qcow2)$`,
    'u',
  );
  const stays = hasFolder(path, diskFiles(domain));
  const report = stays ? lostVariables : movedVariables;
  leftovers.push({ kind: 'lost', where: 'domain/os/nvram', value: path, ...report, offset: nvram.start });
  return own.test(path) || !stays ? undefined : path;
}

/** The files of the guest's disks. */
function diskFiles(domain: Element): string[] {
  const devices = child(domain, 'devices')?.children ?? [];
  return devices.flatMap((each) => (each.name === 'disk' ? (attribute(child(each, 'source'), 'file') ?? []) : []));
}

const escaped = (text: string) => text.replace(/[^\w]/g, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

function nvramOf(nvram: Element, replaced: boolean, path: string | undefined): Element | undefined {
  const template = attribute(nvram, 'template');
  const foreign = replaced || (template !== undefined && isForeign(template));
  const adapted = withAttributes(
    { ...nvram, text: path ?? '' },
    foreign ? { template: undefined, templateFormat: undefined } : {},
  );
  return path === undefined && (foreign || template === undefined) ? undefined : adapted;
}
