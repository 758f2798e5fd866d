import {
  attribute,
  child,
  children,
  type Element,
  element,
  isThere,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { said, type Values, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, found, type Keys, placesIn, type Several, textIn } from '../../vocabulary.ts';

/** Whether devices have boot numbers instead of `<boot dev>`. */
const bootsByDevice = (domain: Element) => child(domain, 'devices')?.children.some((each) => child(each, 'boot'));

/** By default libvirt boots from the first disk. */
export function normalBoot(domain: Element): Element {
  return mapChildren(domain, (each) => {
    if (each.name !== 'os') return each;
    const usual = mapChildren(each, (inner) => {
      if (inner.name === 'type') return withAttributes(inner, { arch: undefined });
      if (inner.name === 'loader') return withoutUsual(inner, { secure: 'no', format: 'raw', stateless: 'no' });
      return inner.name === 'nvram' ? withoutUsual(inner, { format: 'raw', templateFormat: 'raw' }) : inner;
    });
    const orders = child(each, 'boot') !== undefined || bootsByDevice(domain);
    return orders ? usual : { ...usual, children: [...usual.children, element('boot', { dev: 'hd' })] };
  });
}

/** With flash the firmware is UEFI, otherwise BIOS. */
const firmware: Several = (os) => {
  const automatic = attribute(os, 'firmware');
  const flash = textIn(os, 'loader/@type') === 'pflash';
  if (automatic === undefined && !flash) return [];
  const value = automatic === 'efi' || flash ? 'uefi' : automatic;
  return [found('firmware', value, os, '@firmware', ...(flash ? ['loader/@type'] : []))];
};

const loader: Several = (os, { truth }) => {
  const loader = child(os, 'loader');
  if (!loader?.text) return [];
  const [readonly, type, secure] = ['readonly', 'type', 'secure'].map((name) => attribute(loader, name));
  const value = said({
    path: loader.text,
    readonly: readonly && truth(readonly),
    type,
    secure: secure && truth(secure),
  });
  return [found('loader', value, loader, '', '@readonly', '@type', '@secure')];
};

const secureBoot: Several = (os, { truth }) => {
  const features = ['secure-boot', 'enrolled-keys'].map((name) =>
    children(child(os, 'firmware'), 'feature').find((each) => attribute(each, 'name') === name),
  );
  const [enabled, keys] = features.map((each) => truth(attribute(each, 'enabled') ?? ''));
  if (enabled === undefined && keys === undefined) return [];
  const from = features.flatMap((each) => placesIn(each, '@name', '@enabled'));
  return [{ key: ['secure_boot'], value: said({ enabled, enrolled_keys: keys }), from }];
};

const order: Several = (os) => {
  const devices = children(os, 'boot').filter((each) => attribute(each, 'dev') !== undefined);
  const from = devices.flatMap((each) => placesIn(each, '@dev'));
  return devices.length === 0 ? [] : [{ key: ['order'], value: devices.map((each) => attribute(each, 'dev')), from }];
};

const menu: Several = (os, { truth, number }) => {
  const menu = child(os, 'bootmenu');
  const enable = truth(attribute(menu, 'enable') ?? '') ?? false;
  const timeout = attribute(menu, 'timeout');
  if (timeout !== undefined) return [found('menu', { enable, timeout: number(timeout) }, menu, '@timeout', '@enable')];
  return isThere(menu) ? [found('menu', enable, menu, '@enable', '?')] : [];
};

export const bootKeys: Keys = [
  firmware,
  loader,
  ['nvram', 'nvram.path'],
  ['nvram/@template', 'nvram.template'],
  secureBoot,
  order,
  ['bios/@useserial', 'useserial', asTruth],
  ['bios/@rebootTimeout', 'reboot_timeout', asNumber],
  ['kernel', 'kernel'],
  ['initrd', 'initrd'],
  ['cmdline', 'kernel_args'],
  menu,
];

export function readBoot(domain: Element): Values {
  return { boot: valuesOf(child(domain, 'os'), bootKeys, { firmware: 'bios' }) };
}
