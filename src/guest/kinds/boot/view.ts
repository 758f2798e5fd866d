import type { Guest } from '#src/host/guest.ts';
import { attributes, yesNo } from '../../attributes.ts';
import { secureBoot } from './secure.ts';

/** Template values of a guest's boot settings. */
export function bootView(guest: Guest): object {
  const { firmware, nvram, order, menu, useserial, reboot_timeout, kernel, initrd, kernel_args } = guest.boot;
  const automatic = firmware === 'uefi' && guest.boot.loader === undefined;
  return {
    attributes: { firmware: automatic ? 'efi' : undefined },
    type: { arch: 'x86_64', machine: guest.machine },
    features: automatic ? firmwareFeatures(guest) : [],
    loader: loaderView(guest),
    nvram: typeof nvram === 'string' ? { path: nvram, attributes: {} } : nvram && nvramView(nvram),
    order,
    menu: menu !== undefined && {
      enable: yesNo(typeof menu === 'object' ? menu.enable : menu),
      timeout: typeof menu === 'object' ? menu.timeout : undefined,
    },
    bios: attributes({ useserial: yesNo(useserial), rebootTimeout: reboot_timeout }),
    kernel,
    initrd,
    kernel_args,
  };
}

/** Features that the firmware that libvirt selects must or must not have. */
function firmwareFeatures(guest: Guest): object[] {
  const { secure_boot } = guest.boot;
  const keys = typeof secure_boot === 'object' ? secure_boot.enrolled_keys : undefined;
  return Object.entries({ 'secure-boot': secureBoot(guest), 'enrolled-keys': keys }).flatMap(([name, enabled]) =>
    enabled === undefined ? [] : [{ enabled: yesNo(enabled), name }],
  );
}

function loaderView(guest: Guest): object | undefined {
  const { loader, firmware } = guest.boot;
  if (typeof loader === 'object') {
    const { path, readonly, type, secure } = loader;
    return { path, attributes: { readonly: yesNo(readonly), secure: yesNo(secure ?? secureBoot(guest)), type } };
  }
  const pflash = firmware === 'uefi' ? { readonly: 'yes', secure: yesNo(secureBoot(guest)), type: 'pflash' } : {};
  return loader === undefined ? undefined : { path: loader, attributes: pflash };
}

function nvramView({ path, template }: { path?: string | undefined; template?: string | undefined }): object {
  return { path, attributes: { template } };
}
