import { error, warning } from '../code.ts';

/** Access, boot, install, storage, tuning. */
export const hostCodes = {
  'access-no-way-in': error(
    'nobody could log in: neither root nor a user has a key or a password; accounts of the system do not count',
    'Add access.root.authorized_keys or access.root.password, or a user with one of them.',
  ),
  'access-console-only': warning(
    'ssh will take no password, and the profile gives nobody a key: only the console is left',
    'Add authorized_keys, or give a user a password and say access.ssh.passwords: true.',
  ),
  'access-example-key': warning(
    "this is the examples' key, for which nobody has a private key: it lets nobody in",
    'Put your own public key here (cat ~/.ssh/id_ed25519.pub).',
  ),
  'access-system-account': error<{ name: string; what: 'account' | 'group' }>(
    (v) =>
      v.what === 'account'
        ? `${v.name} is an account of the system`
        : `${v.name} is a group of the system, whose name no user can have`,
    (v) => (v.name === 'root' ? 'Use access.root.' : 'Choose another name.'),
  ),
  'keymap-unknown': error<{ keymap: string; nearest?: { keymap: string; variants: string[] } }>(
    (v) => `package kbd-bkeymaps has no keymap "${v.keymap}": setup-keymap would ask for another, and never end`,
    ({ nearest }) =>
      nearest
        ? `Did you mean "${nearest.keymap}"? ${variantsOf(nearest)}`
        : 'Write layout and variant, such as "de de-nodeadkeys", or none.',
  ),
  'prompt-without-installer': error<{ mode: string }>(
    (v) => `in mode ${v.mode} there is no installer that could ask`,
    'Give the hash by { env: … } or { file: … }, or log in by key.',
  ),
  'boot-option-owned': error<{ option: string }>(
    (v) => `the installer writes ${v.option} itself`,
    'Take it out: a second one keeps the machine from booting.',
  ),
  'boot-loader-firmware': error<{ loader: string; firmware: string }>(
    (v) => `${v.loader} does not boot a machine with ${v.firmware} firmware`,
    'Use loader: auto.',
  ),
  'service-unknown': warning<{ name: string; suggestion?: string | undefined }>(
    (v) =>
      `no package of this profile is known to bring a service ${v.name}, and OpenRC ignores a missing one silently`,
    (v) =>
      v.suggestion ? `Did you mean "${v.suggestion}"?` : 'Check the name, and that its package is under packages.',
  ),
  'cpu-range-reversed': error<{ range: string }>(
    (v) => `the range ${v.range} ends before it begins`,
    'Write the lower number first.',
  ),
  'cpu-zero-isolated': warning(
    'CPU 0 is isolated, but the kernel keeps its own work there',
    'Leave CPU 0 to the host.',
  ),
  'hugepages-twice': error<{ size: string }>(
    (v) => `pages of ${v.size} are already reserved above`,
    'Add the two counts up.',
  ),
  'mount-over-system': error<{ folder: string }>(
    (v) => `${v.folder} belongs to the system`,
    'Mount below /srv, /mnt, /var/lib or another folder for data.',
  ),
  'mount-over-needed': error<{ folder: string; why: string }>(
    (v) => `${v.folder} holds what packages have put there, without which sshd does not start; ${v.why}`,
    'Mount below it, such as at /var/lib/libvirt/images.',
  ),
  'pool-in-memory': error<{ path: string }>(
    (v) => `${v.path} is in memory, as the root of a diskless machine is: at a restart every disk in it is gone`,
    (v) => `Mount something that lasts at ${v.path} or above it, by storage.mounts.`,
  ),
  'guest-state-in-memory': error<{ name: string; what: string; folder: string }>(
    (v) => `the ${v.what} of ${v.name} would be in memory, in ${v.folder}, and gone at a restart`,
    (v) => `Mount something that lasts at ${v.folder} or above it, such as /var/lib/libvirt, by storage.mounts.`,
  ),
  'install-disk-missing': error(
    'mode sys needs to know the one disk that may be written',
    'Add disk: { serial: … }. On the machine: cat /sys/block/*/device/serial, or lsblk -o NAME,SERIAL.',
  ),
  'install-disk-unidentified': error(
    'the disk has neither serial nor wwn: any disk could be meant',
    'Add its serial or wwn. Names such as /dev/sda change from boot to boot.',
  ),
  'install-wipe-mismatch': error<{ wipe: string; identity: string }>(
    (v) => `wipe says ${v.wipe}, but the disk is ${v.identity}`,
    'wipe repeats the serial (or wwn) of the disk to be erased, and so proves that it is meant.',
  ),
  'install-sizes-cross': error<{ min: string; max: string }>(
    (v) => `no disk has at least ${v.min} and at most ${v.max}`,
    'Correct min_size or max_size.',
  ),
  'install-only-sys': error<{ key: string; mode: string }>(
    (v) => `${v.key} is for mode sys, and the mode is ${v.mode}`,
    'Take it out, or use mode: sys.',
  ),
  'passphrase-overlay-unsaid': error(
    'the passphrase will be in the overlay; say whether that may be read by whoever holds the medium',
    'Add overlay: encrypted (and build with --encrypt), or overlay: plain if the medium is safe; or use { prompt: true }.',
  ),
  'passphrase-overlay-idle': error(
    'the passphrase is not in the overlay, so there is nothing to say about it',
    'Take overlay out.',
  ),
};

function variantsOf({ keymap, variants }: { keymap: string; variants: string[] }): string {
  const layout = keymap.split(' ')[0];
  return variants.length === 1
    ? `Layout ${layout} has this variant alone.`
    : `The variants of ${layout}: ${variants.join(', ')}.`;
}
