import {
  attribute,
  child,
  children,
  type Element,
  element,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { numberOf, type Said, said, truthOf } from '../../reader.ts';

/** Whether devices say by numbers what is booted from, instead of `<boot dev>`. */
const bootsByDevice = (domain: Element) => child(domain, 'devices')?.children.some((each) => child(each, 'boot'));

/** libvirt boots from the first disk where nothing is said. */
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

export function readBoot(domain: Element): Said {
  const os = child(domain, 'os');
  const of = (name: string) => child(os, name);
  const loader = of('loader');
  const bios = of('bios');
  const order = children(os, 'boot').map((each) => attribute(each, 'dev'));
  const flash = attribute(loader, 'type') === 'pflash';
  return {
    machine: attribute(of('type'), 'machine'),
    boot: {
      firmware: attribute(os, 'firmware') === 'efi' || flash ? 'uefi' : 'bios',
      secure_boot: secureOf(of('firmware')),
      loader: loader?.text ? loaderOf(loader) : undefined,
      nvram: nvramOf(of('nvram')),
      order: order.length > 0 ? order : undefined,
      menu: menuOf(of('bootmenu')),
      useserial: truthOf(bios, 'useserial'),
      reboot_timeout: numberOf(bios, 'rebootTimeout'),
      kernel: of('kernel')?.text || undefined,
      initrd: of('initrd')?.text || undefined,
      kernel_args: of('cmdline')?.text || undefined,
    },
  };
}

function loaderOf(loader: Element): Said {
  return {
    path: loader.text,
    readonly: truthOf(loader, 'readonly'),
    type: attribute(loader, 'type'),
    secure: truthOf(loader, 'secure') || undefined,
  };
}

function nvramOf(nvram: Element | undefined): Said | undefined {
  return nvram && said({ path: nvram.text || undefined, template: attribute(nvram, 'template') });
}

function menuOf(menu: Element | undefined): Said | boolean | undefined {
  const enable = truthOf(menu, 'enable') ?? false;
  const timeout = numberOf(menu, 'timeout');
  return menu && (timeout === undefined ? enable : { enable, timeout });
}

function secureOf(firmware: Element | undefined): Said | undefined {
  const feature = (name: string) => {
    const found = children(firmware, 'feature').find((each) => attribute(each, 'name') === name);
    return truthOf(found, 'enabled');
  };
  const enabled = feature('secure-boot');
  return enabled === undefined ? undefined : said({ enabled, enrolled_keys: feature('enrolled-keys') });
}
