import type { Guest } from '../../host/guest.ts';
import { printValues, type Slot } from './print.ts';

export const documentKeys = ['user_data', 'meta_data', 'network_config', 'vendor_data'] as const;
export type DocumentKey = (typeof documentKeys)[number];

/** A document of the profile: values to print, or bytes to copy. */
type Source = { values: Record<string, unknown> } | { content: Buffer };
export type Sources = Partial<Record<DocumentKey, Source>>;

export interface SeedFile {
  name: string;
  content: Buffer;
  slots: Slot[];
}

/** The files of a guest's NoCloud seed (cloudinit/sources/DataSourceNoCloud.py): the first two are mandatory. */
export function seedFiles(name: string, guest: Guest, sources: Sources): SeedFile[] {
  const { user_data, meta_data, network_config, vendor_data } = sources;
  return [
    file('meta-data', named(name, guest, meta_data ?? { values: {} })),
    file('user-data', user_data ?? { values: {} }, cloudConfig),
    ...(network_config ? [file('network-config', network_config)] : []),
    ...(vendor_data ? [file('vendor-data', vendor_data, cloudConfig)] : []),
  ];
}

const cloudConfig = '#cloud-config\n';

/**
 * When the instance's id changes, cloud-init repeats everything that it does once for each instance: new host keys,
 * users, commands. So the id stays the same when the seed changes; the profile can set another one.
 */
function named(name: string, { uuid }: Guest, source: Source): Source {
  if ('content' in source) return source;
  const hostname = name.replace(/[^A-Za-z0-9.-]/g, '-').replace(/[.-]+$/, '');
  return { values: { 'instance-id': uuid, 'local-hostname': hostname, ...source.values } };
}

function file(name: string, source: Source, head = ''): SeedFile {
  if ('content' in source) return { name, content: source.content, slots: [] };
  const { text, slots } = printValues(source.values);
  return {
    name,
    content: Buffer.from(head + text),
    slots: slots.map(({ secret, offset }) => ({ secret, offset: offset + head.length })),
  };
}
