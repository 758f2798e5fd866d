import type { Host } from '../host/host.ts';
import { repositoryAddresses } from '../target/repositories.ts';

/**
 * The values of setup-alpine's answer file (alpine-conf, setup-alpine.in). It sets every variable whose absence would
 * make any release from 3.18 to 3.24 ask; none names a disk, so that the file is harmless on any machine.
 */
export function answersView(host: Host, interfaces: string): object {
  const { system, network, access, alpine } = host;
  // setup-alpine up to 3.21 passes this through printf as the format.
  if (/[%\\]/.test(interfaces)) throw new Error('INTERFACESOPTS with % or \\');
  return {
    answers: [
      { name: 'KEYMAPOPTS', value: system.keymap },
      { name: 'HOSTNAMEOPTS', value: host.hostname },
      { name: 'DEVDOPTS', value: 'mdev' },
      { name: 'INTERFACESOPTS', value: interfaces },
      ...dns(network),
      { name: 'TIMEZONEOPTS', value: system.timezone },
      { name: 'PROXYOPTS', value: 'none' },
      { name: 'APKREPOSOPTS', value: repositoryAddresses(alpine).join(' ') },
      // If it is unset, setup-alpine asks. With none, USERSSHKEY must not be set: it would create a user called none.
      { name: 'USEROPTS', value: 'none' },
      { name: 'SSHDOPTS', value: 'openssh' },
      ...(access.root.authorized_keys.length > 0
        ? [{ name: 'ROOTSSHKEY', value: access.root.authorized_keys.join('\n') }]
        : []),
      { name: 'NTPOPTS', value: system.ntp },
      { name: 'DISKOPTS', value: 'none' },
      { name: 'LBUOPTS', value: 'none' },
      { name: 'APKCACHEOPTS', value: 'none' },
    ],
  };
}

/** Only read when no interface uses DHCP. -d accepts one domain and replaces all others, so several are omitted. */
function dns({ dns: { servers, search } }: Host['network']) {
  if (servers.length === 0) return [];
  const domain = search.length === 1 ? ['-d', ...search] : [];
  return [{ name: 'DNSOPTS', value: [...domain, ...servers].join(' ') }];
}
