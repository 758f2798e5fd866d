import { volumePath } from '../../guest/kinds/disk/source.ts';
import type { Host } from '../../host/host.ts';
import { compressionOf } from '../../profile/scalars.ts';
import type { Row } from '../../target/tables.ts';

type Volume = Row<'volumes'>;

/** The volumes for the agent to create, without overwriting existing ones; those based on others come last. */
export function volumeRows(host: Host): Volume[] {
  return [...guestRows(host), ...poolRows(host)];
}

function guestRows({ vms, libvirt }: Host): Volume[] {
  return Object.entries(vms).flatMap(([guest, { disks }]) =>
    disks.flatMap(({ volume, format, size, image }) => {
      const path = volume && volumePath(volume, libvirt?.pools ?? {});
      if (!volume || !path || (!size && !image)) return [];
      const [pool = '', file = ''] = volume.split('/');
      return [{ guest, pool, volume: file, path, format, size: size ?? '-', ...from(image) }];
    }),
  );
}

function poolRows({ vms, libvirt, lock }: Host): Volume[] {
  const pools = Object.entries(libvirt?.pools ?? {});
  const rows = pools.flatMap(([pool, value]) =>
    Object.entries('volumes' in value ? value.volumes : {}).map(([name, volume]) => {
      const whole = `${pool}/${name}`;
      const [guest = '-'] =
        Object.entries(vms).find(([, { disks }]) => disks.some((disk) => disk.volume === whole)) ?? [];
      const qcow2 = value.type !== 'logical' && name.endsWith('.qcow2');
      const image = volume.image && {
        ...volume.image,
        sha256: volume.image.sha256 ?? lock?.images[volume.image.url]?.sha256,
      };
      const row = {
        guest,
        pool,
        volume: name,
        path: `${value.path}/${name}`,
        format: volume.format ?? (qcow2 ? 'qcow2' : 'raw'),
        size: volume.capacity ?? '-',
        ...from(image),
      };
      return { row, last: volume.backing_store !== undefined };
    }),
  );
  return rows.sort((a, b) => Number(a.last) - Number(b.last)).map(({ row }) => row);
}

function from(image: Parameters<typeof compressionOf>[0] | undefined) {
  return { url: image?.url ?? '-', sha256: image?.sha256 ?? '-', compression: image ? compressionOf(image) : '-' };
}
