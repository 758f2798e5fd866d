import { folderOf, type Writer } from './describe.ts';
import type { DescribedFunction } from './description.ts';

/** What a function can do, as its driver and its capabilities show it: link, outputs, virtual functions … */
export function describeAbilities(each: DescribedFunction, { file, link }: Writer): void {
  const folder = folderOf(each);
  const attribute = (name: string, value: string) => file(`${folder}/${name}`, `${value}\n`);
  const { options } = each;
  for (const [option, prefix] of [
    ['link', 'current'],
    ['link_limit', 'max'],
  ] as const) {
    const [speed, width] = options[option]?.split('x') ?? [];
    if (!speed) continue;
    attribute(`${prefix}_link_speed`, speed === 'unknown' ? 'Unknown' : `${speed} GT/s PCIe`);
    attribute(`${prefix}_link_width`, width!);
  }
  const [total, offset, stride] = options.sriov?.split(':') ?? [];
  if (total) {
    attribute('sriov_totalvfs', total);
    attribute('sriov_offset', offset!);
    attribute('sriov_stride', stride!);
  }
  for (const type of options.mdev?.split(',') ?? [])
    file(`${folder}/mdev_supported_types/${type}/available_instances`, '1\n');
  if (options.removable) attribute('removable', options.removable);
  for (const [index, instance] of (options.mdevs?.split(',') ?? []).entries()) {
    const uuid = `00000000-0000-4000-8000-00000000000${index}`;
    link(`${folder}/${uuid}/mdev_type`, `${folder}/mdev_supported_types/${instance}`);
    link(`/sys/bus/mdev/devices/${uuid}`, `${folder}/${uuid}`);
  }
  if (options.rebar) attribute('resource1_resize', '0000000000003fc0');
  outputs(each, folder, { file, link });
}

/** The kernel numbers cards in the order of their drivers; here by bus and slot. */
function outputs({ address, options }: DescribedFunction, folder: string, { file, link }: Writer): void {
  if (!options.outputs && !options.boot_display) return;
  const name = `card${Number.parseInt(address.slice(5, 7), 16)}`;
  const card = `${folder}/drm/${name}`;
  file(`${card}/dev`, '226:0\n');
  link(`${card}/device`, folder);
  link(`/sys/class/drm/${name}`, card);
  if (options.boot_display) file(`${card}/boot_display`, `${options.boot_display}\n`);
  for (const output of options.outputs?.split(',') ?? []) {
    const [connector, status] = output.split(':');
    file(`${card}/${name}-${connector}/status`, `${status}\n`);
    link(`/sys/class/drm/${name}-${connector}`, `${card}/${name}-${connector}`);
  }
}
