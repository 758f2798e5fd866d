import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [...installerOwned(host), ...consoleOption(host), ...loaderForFirmware(host)];
}

/**
 * Options that setup-disk writes itself: a second one either overrides it or is lost, and the machine does not boot.
 */
const owned =
  /^(root|cryptroot|cryptdm|rootfstype|modules|initrd|BOOT_IMAGE|apkovl|alpine_repo|modloop|keep_apk_new)(=|$)/;

function installerOwned({ boot }: Host): Problem[] {
  return boot.options.flatMap((option, index) =>
    owned.test(option)
      ? [problem('boot-option-set-by-installer', ['boot', 'options', index], { option: option.split('=')[0]! })]
      : [],
  );
}

/** The kernel takes it, but the login prompt and the boot loader's menu follow system.console. */
function consoleOption({ boot }: Host): Problem[] {
  return boot.options.flatMap((option, index) => {
    const name = /^console=(.+)$/.exec(option)?.[1];
    return name === undefined ? [] : [problem('console-among-options', ['boot', 'options', index], { name })];
  });
}

function loaderForFirmware({ boot, machine }: Host): Problem[] {
  const firmware = machine?.firmware;
  const wrong = (boot.loader === 'extlinux' && firmware === 'uefi') || (boot.loader === 'grub' && firmware === 'bios');
  return wrong && firmware
    ? [problem('boot-loader-firmware-mismatch', ['boot', 'loader'], { loader: boot.loader, firmware })]
    : [];
}
