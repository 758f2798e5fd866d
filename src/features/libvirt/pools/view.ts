import type { Host } from '#src/host/host.ts';

type Pool = NonNullable<Host['libvirt']>['pools'][string];

/** Template values of one storage pool. */
export function poolView(name: string, uuid: string, pool: Pool): object {
  return { name, uuid, type: pool.type, path: pool.path, source: sourceOf(pool) };
}

function sourceOf(pool: Pool): object | undefined {
  switch (pool.type) {
    case 'dir':
      return undefined;
    case 'logical':
      return source({ name: pool.source.name, format: 'lvm2' });
    case 'netfs':
      return source({ host: { name: pool.source.host }, dir: pool.source.dir, format: pool.source.format });
    case 'zfs':
      return source({ name: pool.source.name });
    case 'iscsi': {
      const { host, port, device, initiator } = pool.source;
      return source({ host: { name: host, port }, device, initiator });
    }
    default:
      return source({ device: pool.source.device, format: pool.source.format });
  }
}

interface Source {
  host?: object;
  name?: string;
  dir?: string;
  device?: string;
  format?: string | undefined;
  initiator?: string | undefined;
}

function source(given: Source): object {
  return { host: undefined, name: undefined, dir: undefined, device: undefined, initiator: undefined, ...given };
}
