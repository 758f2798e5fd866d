import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isSecretSource } from '../../profile/secret.ts';
import { parseSize } from '../../profile/units.ts';
import { checkDisk } from './check-facts.ts';
import { checkWipe } from './check-wipe.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [
    ...diskMissing(host),
    ...diskWithoutIdentity(host),
    ...kernelNames(host),
    ...wipeIsAnother(host),
    ...sizesCross(host),
    ...onlyForSys(host),
    ...passphraseInOverlay(host),
    ...askedAtEveryStart(host),
    ...checkDisk(host),
    ...checkWipe(host),
  ];
}

function diskMissing({ install: { mode, disk } }: Host): Problem[] {
  return mode === 'sys' && !disk ? [problem('install-disk-missing', ['install', 'disk'], undefined)] : [];
}

function diskWithoutIdentity({ install: { disk } }: Host): Problem[] {
  return disk && !disk.serial && !disk.wwn
    ? [problem('install-disk-unidentified', ['install', 'disk'], undefined)]
    : [];
}

/** Names that Linux gives disks and their partitions. Facts show the serial numbers (check-facts.ts). */
const kernelName = /^(?:(?:sd|vd|xvd|hd)[a-z]{1,2}\d*|(?:nvme\d+n|mmcblk|md|dm-|loop)\d+(?:p\d+)?)$/;

function kernelNames({ install: { disk }, machine }: Host): Problem[] {
  if (machine?.disks) return [];
  return (['serial', 'wwn'] as const).flatMap((key) => {
    const name = disk?.[key];
    return name && kernelName.test(name)
      ? [problem('install-disk-kernel-name', ['install', 'disk', key], { name, key })]
      : [];
  });
}

function wipeIsAnother({ install: { disk } }: Host): Problem[] {
  if (!disk?.wipe || disk.wipe === disk.serial || disk.wipe === disk.wwn) return [];
  const identity = disk.serial ?? disk.wwn;
  return identity ? [problem('install-wipe-mismatch', ['install', 'disk', 'wipe'], { wipe: disk.wipe, identity })] : [];
}

function sizesCross({ install: { disk } }: Host): Problem[] {
  if (!disk?.min_size || !disk.max_size || parseSize(disk.min_size) <= parseSize(disk.max_size)) return [];
  return [
    problem('install-size-range-empty', ['install', 'disk', 'max_size'], { min: disk.min_size, max: disk.max_size }),
  ];
}

function onlyForSys({ install: { mode, disk, encrypt } }: Host): Problem[] {
  if (mode === 'sys') return [];
  return [
    ...(disk ? [problem('install-key-needs-sys', ['install', 'disk'], { key: 'disk', mode })] : []),
    ...(encrypt ? [problem('install-key-needs-sys', ['install', 'encrypt'], { key: 'encrypt', mode })] : []),
  ];
}

function passphraseInOverlay({ install: { encrypt } }: Host): Problem[] {
  if (!encrypt) return [];
  const carried = isSecretSource(encrypt.passphrase);
  if (carried && !encrypt.overlay)
    return [problem('passphrase-overlay-not-specified', ['install', 'encrypt'], undefined)];
  return !carried && encrypt.overlay
    ? [problem('passphrase-overlay-has-no-effect', ['install', 'encrypt', 'overlay'], undefined)]
    : [];
}

/** mkinitfs' init asks at its console (cryptroot=, nlplug-findfs), however the installer got the passphrase. */
function askedAtEveryStart({ install: { mode, encrypt } }: Host): Problem[] {
  return mode === 'sys' && encrypt ? [problem('passphrase-at-every-start', ['install', 'encrypt'], undefined)] : [];
}
