import type { Host } from '../../pipeline/host.ts';
import type { Contribution } from '../feature.ts';
import { namedCards } from './ports.ts';
import { stanzas } from './stanzas.ts';

export function contribute({ network: { interfaces, dns } }: Host): Contribution {
  const all = Object.entries(interfaces);
  const cards = namedCards(interfaces);
  const usesDhcp = all.some(([, { ipv4 }]) => ipv4 === 'dhcp');
  const asking = (kind: 'bridge' | 'bond') =>
    all.filter(([, value]) => value[kind]).map(([name]) => ['network', 'interfaces', name, kind]);
  return {
    packages: [
      // ifupdown-ng leaves bridges and bonds to the scripts of these packages (it depends on bridge since 3.22 only).
      ...asking('bridge').map((path) => ({ name: 'bridge', paths: [path] })),
      ...asking('bond').map((path) => ({ name: 'bonding', paths: [path] })),
    ],
    services: [
      { name: 'networking', runlevel: 'boot', paths: [['network']] },
      ...(cards.length > 0
        ? [{ name: 'mkapkovl-cards', runlevel: 'boot' as const, paths: cards.map(({ path }) => path) }]
        : []),
    ],
    files: [
      {
        path: 'etc/network/interfaces',
        view: { template: 'network/etc/network/interfaces', values: { stanzas: stanzas(interfaces) } },
        paths: [['network', 'interfaces']],
      },
      ...(cards.length > 0
        ? [
            {
              path: 'etc/mactab',
              view: { template: 'network/etc/mactab', values: { cards } },
              paths: cards.map(({ path }) => path),
            },
            {
              path: 'etc/init.d/mkapkovl-cards',
              copy: 'network/etc/init.d/mkapkovl-cards',
              mode: 0o755,
              paths: cards.map(({ path }) => path),
            },
          ]
        : []),
      ...(dns.servers.length + dns.search.length > 0
        ? [
            {
              path: 'etc/resolv.conf',
              view: {
                template: 'network/etc/resolv.conf',
                values: { servers: dns.servers, search: dns.search.join(' ') },
              },
              paths: [['network', 'dns']],
            },
          ]
        : []),
      // udhcpc's script would put the lease's servers in place of these (busybox-extras' default.script reads it).
      ...(usesDhcp && dns.servers.length > 0
        ? [
            {
              path: 'etc/udhcpc/udhcpc.conf',
              view: { template: 'network/etc/udhcpc/udhcpc.conf', values: { resolvConf: 'no' } },
              paths: [['network', 'dns', 'servers']],
            },
          ]
        : []),
    ],
  };
}
