import { truthOf } from '../../guest/reader.ts';
import { attribute, child, type Element, element, mapChildren, textOf, withAttributes } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';

/** Where distributions keep firmware that comes in packages. */
const packaged = /^(\/usr\/(local\/)?(share|lib)\/|\/nix\/|\/run\/(libvirt|current-system)\/|\/opt\/)/;
/** Alpine's own, by the names of its package ovmf. */
const alpines = new Set(['/usr/share/OVMF/OVMF_CODE.fd']);

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
  const foreign = packaged.test(path) && !alpines.has(path);
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

const isUefi = (loader: Element | undefined) =>
  attribute(loader, 'type') === 'pflash' || /ovmf|edk2|efi/i.test(loader?.text ?? '');

const secureFirmware = () => element('firmware', {}, [element('feature', { enabled: 'yes', name: 'secure-boot' })]);

function change(loader: Element, path: string): Leftover {
  return {
    kind: 'changed',
    where: 'domain/os/loader',
    value: path,
    why: `it is a file of another distribution; ${isUefi(loader) ? "Alpine's own UEFI firmware" : "QEMU's own BIOS"} is used instead`,
    remedy: 'To use this very file, copy it to the target and set boot.loader to its path.',
    offset: loader.start,
  };
}

/** The file of the UEFI variables, unless it is libvirt's default. */
function variablesOf(domain: Element, os: Element, leftovers: Leftover[]): string | undefined {
  const nvram = child(os, 'nvram');
  const path = nvram?.text;
  if (!nvram || !path) return undefined;
  leftovers.push({
    kind: 'lost',
    where: 'domain/os/nvram',
    value: path,
    why: 'the UEFI variables of the guest (boot entries, keys) are in that file on the old host; the guest starts here with new ones',
    remedy: 'If the guest does not boot without them, copy the file to the same path before the first start.',
    offset: nvram.start,
  });
  const own = new RegExp(
    `^/var/lib/libvirt/qemu/nvram/${escaped(textOf(domain, 'name') ?? '')}_VARS\\.(fd|qcow2)$`,
    'u',
  );
  return own.test(path) ? undefined : path;
}

const escaped = (text: string) => text.replace(/[^\w]/g, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

function nvramOf(nvram: Element, replaced: boolean, path: string | undefined): Element | undefined {
  const template = attribute(nvram, 'template');
  const foreign =
    replaced ||
    (template !== undefined && packaged.test(template) && !template.startsWith('/usr/share/OVMF/OVMF_VARS.fd'));
  const adapted = withAttributes(
    { ...nvram, text: path ?? '' },
    foreign ? { template: undefined, templateFormat: undefined } : {},
  );
  return path === undefined && (foreign || template === undefined) ? undefined : adapted;
}
