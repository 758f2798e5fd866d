import type { Host } from '../../host/host.ts';
import { namedCards } from '../../host/ports.ts';
import type { FileRequest } from '../../tree/request.ts';
import type { Contribution } from '../feature.ts';
import { stanzas } from './stanzas.ts';

export function contribute({ network: { interfaces, dns } }: Host): Contribution {
  const all = Object.entries(interfaces);
  const cards = namedCards(interfaces);
  const usesDhcp = all.some(([, { ipv4 }]) => ipv4 === 'dhcp');
  const asking = (kind: 'bridge' | 'bond') =>
    all.filter(([, value]) => value[kind]).map(([name]) => ['network', 'interfaces', name, kind]);
  return {
    packages: [
      // ifupdown-ng leaves bridges and bonds to scripts of these packages (it depends on bridge only since 3.22).
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
      ...resolution(dns, usesDhcp),
    ],
  };
}

/**
 * udhcpc's script rewrites /etc/resolv.conf from each lease: to keep the profile's servers this must be disabled, and
 * domains without servers must be set through the script (main/busybox, default.script).
 */
function resolution({ servers, search }: Host['network']['dns'], usesDhcp: boolean): FileRequest[] {
  if (servers.length + search.length === 0) return [];
  const keep = servers.length > 0;
  const values = { servers, search: search.join(' ') };
  const paths = [['network', 'dns']];
  return [
    ...(keep || !usesDhcp
      ? [{ path: 'etc/resolv.conf', view: { template: 'network/etc/resolv.conf', values }, paths }]
      : []),
    ...(usesDhcp
      ? [
          {
            path: 'etc/udhcpc/udhcpc.conf',
            view: { template: 'network/etc/udhcpc/udhcpc.conf', values: { keep, search: values.search } },
            paths,
          },
        ]
      : []),
  ];
}
