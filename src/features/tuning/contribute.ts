import type { Host } from '../../host/host.ts';
import type { Contribution } from '../feature.ts';

/** hugetlbfs has one mount point per page size; the 2 MiB one is where QEMU looks first (libvirt, qemu.conf). */
const mountPoints = { '2MiB': 'dev/hugepages', '1GiB': 'dev/hugepages1G' };

export function contribute({ tuning }: Host): Contribution {
  const { hugepages, isolate_cpus } = tuning;
  return {
    kernelOptions: [
      // On the command line rather than by sysctl: 1 GiB pages can be reserved only before memory is fragmented.
      ...hugepages.flatMap(({ size, count }, index) => {
        const paths = [['tuning', 'hugepages', index]];
        return [
          { option: `hugepagesz=${size === '1GiB' ? '1G' : '2M'}`, paths },
          { option: `hugepages=${count}`, paths },
        ];
      }),
      ...(isolate_cpus ? [{ option: `isolcpus=${isolate_cpus}`, paths: [['tuning', 'isolate_cpus']] }] : []),
    ],
    services:
      hugepages.length > 0 ? [{ name: 'mkapkovl-hugepages', runlevel: 'boot', paths: [['tuning', 'hugepages']] }] : [],
    files:
      hugepages.length > 0
        ? [
            {
              path: 'etc/conf.d/mkapkovl-hugepages',
              view: {
                template: 'tuning/etc/conf.d/mkapkovl-hugepages',
                values: {
                  mounts: hugepages
                    .map(({ size }) => `/${mountPoints[size]}:${size === '1GiB' ? '1G' : '2M'}`)
                    .join(' '),
                },
              },
              paths: [['tuning', 'hugepages']],
            },
            {
              path: 'etc/init.d/mkapkovl-hugepages',
              copy: 'tuning/etc/init.d/mkapkovl-hugepages',
              mode: 0o755,
              paths: [['tuning', 'hugepages']],
            },
          ]
        : [],
  };
}
