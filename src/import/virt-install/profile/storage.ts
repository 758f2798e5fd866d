import { sizeOf } from '#src/guest/reader.ts';
import type { Building } from '../building.ts';
import { changed, lost, type Mark, type Marked } from '../marked.ts';
import type { Node } from '../tree.ts';

type Volume = Record<string, { value: unknown; mark: Mark }>;

/** The folder of libvirt's default pool (virtinst/storage.py, build_default_pool). */
const folder = '/var/lib/libvirt/images';
const blockPools = /^\/dev\//;

/** The volumes that a command uses or creates, and their pools. */
export class Storage {
  readonly pools: Record<string, { type: string; path: string; volumes?: Record<string, unknown> }> = {};
  readonly #guest: string;
  readonly #leftovers: Building['leftovers'];
  readonly #names = new Set<string>();

  constructor(guest: string, leftovers: Building['leftovers']) {
    this.#guest = guest;
    this.#leftovers = leftovers;
  }

  /** The keys of a disk that is a volume, existing or created by virt-install. */
  volumeOf(node: Node): Volume | undefined {
    const { volumeOptions } = node;
    const [vol, size, pool, path] = ['vol', 'size', 'pool', 'path'].map((key) => volumeOptions.get(key));
    if (vol) return this.#existing(vol, size);
    if (!size && !pool) return undefined;
    if (path && blockPools.test(path.value)) {
      if (size) this.#leftovers.push(lost(size.mark, 'the size of a block device cannot be set', 'Remove size=.'));
      return undefined;
    }
    return this.#made(node, size, pool, path);
  }

  #existing(vol: Marked, size: Marked | undefined): Volume {
    if (size)
      this.#leftovers.push(lost(size.mark, 'the volume exists already, so its size cannot be set', 'Remove size=.'));
    const [pool = ''] = vol.value.split('/');
    if (pool !== 'default' && !Object.hasOwn(this.pools, pool))
      this.#leftovers.push(
        changed(
          vol.mark,
          `the command does not give the type of pool ${pool}; type dir (a folder) is assumed`,
          `If that is wrong, define it in libvirt.pools.${pool}.`,
        ),
      );
    this.#pool(pool);
    return { volume: { value: vol.value, mark: vol.mark } };
  }

  #made(
    { volumeOptions, mark }: Node,
    size: Marked | undefined,
    pool: Marked | undefined,
    path: Marked | undefined,
  ): Volume | undefined {
    const given = volumeOptions.get('format');
    const backing = volumeOptions.get('backing_store');
    const slash = path ? path.value.lastIndexOf('/') : 0;
    const directory = path?.value.slice(0, slash) || undefined;
    if (path && (!path.value.startsWith('/') || path.value.endsWith('/'))) return undefined;
    const poolName = directory ? this.#poolOf(directory) : (pool?.value ?? 'default');
    if (directory && poolName !== 'default')
      this.#leftovers.push(
        changed(path!.mark, `its folder becomes the pool libvirt.pools.${poolName}, which --as-profile prints`),
      );
    this.#pool(poolName, directory);
    const format = given?.value ?? 'qcow2';
    const name = path ? path.value.slice(slash + 1) : this.#freeName(format);
    this.#names.add(name);
    const origin = path ?? pool ?? size!;
    const volume = { value: `${poolName}/${name}`, mark: origin.mark };
    if ((format === 'qcow2') !== name.endsWith('.qcow2') || given) {
      if (format !== 'qcow2' && format !== 'raw')
        this.#leftovers.push(
          lost(
            given!.mark,
            'images must be qcow2 or raw',
            'Use format=qcow2 or format=raw; qemu-img convert converts images.',
          ),
        );
    }
    const capacity = size && capacityOf(size.value);
    if (size && capacity === undefined)
      this.#leftovers.push(lost(size.mark, 'it is not a number of GiB', 'Write a number without a unit, such as 20.'));
    const keys: Volume = { volume };
    if ((format === 'qcow2') !== name.endsWith('.qcow2')) keys.format = { value: format, mark: given?.mark ?? mark };
    const dense = /^(no?|off|f(alse)?|0)$/i.test(volumeOptions.get('sparse')?.value ?? '');
    if (!backing && !dense)
      return capacity === undefined ? keys : { ...keys, size: { value: capacity, mark: size!.mark } };
    this.#declare(
      poolName,
      name,
      {
        ...(capacity === undefined ? {} : { capacity }),
        ...(dense && capacity !== undefined ? { allocation: capacity } : {}),
        ...(keys.format ? { format } : {}),
        ...(backing ? { backing_store: this.#backing(backing, volumeOptions.get('backing_format')) } : {}),
      },
      origin.mark,
    );
    if (backing && !dense) keys.discard = { value: 'unmap', mark: origin.mark };
    return keys;
  }

  #backing({ value, mark }: Marked, format: Marked | undefined): object {
    const slash = value.lastIndexOf('/');
    const pool = this.#poolOf(value.slice(0, slash));
    const known = pool === 'default' || this.pools[pool];
    if (known) this.#leftovers.push(changed(mark, `it is assumed to be a volume of the pool ${pool}`));
    if (known) this.#pool(pool);
    const where = known ? { volume: `${pool}/${value.slice(slash + 1)}` } : { path: value };
    return { ...where, ...(format ? { format: format.value } : {}) };
  }

  #poolOf(directory: string): string {
    if (directory === folder) return 'default';
    return directory.slice(directory.lastIndexOf('/') + 1).replace(/[^a-zA-Z0-9_.+-]/g, '-') || 'root';
  }

  #pool(name: string, directory?: string): void {
    if (Object.hasOwn(this.pools, name)) return;
    const path = directory ?? (name === 'default' ? folder : `/var/lib/libvirt/${name}`);
    this.pools[name] = { type: 'dir', path };
  }

  #declare(pool: string, name: string, volume: object, mark: Mark): void {
    this.#leftovers.push(
      changed(mark, `the options for a new volume go to libvirt.pools.${pool}.volumes, which --as-profile prints`),
    );
    this.pools[pool] = { ...this.pools[pool]!, volumes: { ...this.pools[pool]!.volumes, [name]: volume } };
  }

  /** The guest's name, with a number if it is used already, as in virtinst/storage.py (find_free_name). */
  #freeName(format: string): string {
    const suffix = format === 'raw' ? '.img' : `.${format}`;
    for (let number = 0; ; number += 1) {
      const name = `${this.#guest}${number === 0 ? '' : `-${number}`}${suffix}`;
      if (!this.#names.has(name)) return name;
    }
  }
}

/** GiB, with a fraction if need be. */
function capacityOf(text: string): string | undefined {
  const gibibytes = /^(\d{1,6}(\.\d{0,6})?|\.\d{1,6})$/.test(text) ? Number(text) : Number.NaN;
  const kib = Math.round(gibibytes * 2 ** 20);
  return kib > 0 ? sizeOf(kib) : undefined;
}
