/**
 * Names that are taken before a profile's accounts are created. System accounts have no usable home and shell, so they
 * allow no login, and adduser also refuses the name of an existing group ("group 'kvm' in use").
 */

/** Accounts in /etc/passwd of alpine-baselayout: 3.19 has them all, 3.20 and later a part of them. */
const baseAccounts =
  'root bin daemon adm lp sync shutdown halt mail news uucp operator man postmaster cron ftp sshd at squid xfs games ' +
  'cyrus vpopmail ntp smmsp guest nobody';

/** Groups in /etc/group of alpine-baselayout. */
const baseGroups =
  'sys tty disk mem kmem wheel floppy console audio cdrom dialout input tape video netdev readproc kvm shadow cdrw ' +
  'www-data usb users nofiles locate abuild utmp ping nogroup';

/**
 * Accounts that packages of a host create on installation (their pre-install scripts in aports): qemu, libvirt,
 * dnsmasq, dbus, polkit, chrony, openntpd, dhcpcd, nfs-utils, rpcbind, avahi, swtpm with tpm2-tss, eudev and
 * util-linux.
 */
const packageAccounts =
  'qemu libvirt dnsmasq messagebus polkitd chrony openntpd dhcpcd statd rpc avahi tss swtpm render sgx uuidd klogd';

const accounts = new Set([baseAccounts, packageAccounts].flatMap((names) => names.split(' ')));
const groups = new Set(baseGroups.split(' '));

/** Whether the system already has an account or group with this name. */
export function takenBy(name: string): 'account' | 'group' | undefined {
  if (accounts.has(name)) return 'account';
  return groups.has(name) ? 'group' : undefined;
}
