import { repluggedOf } from '../../guest/kinds/hostdev/replug.ts';
import type { Host } from '../../host/host.ts';
import { agentFolder } from '../../target/paths.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';

/** The USB devices that guests get again after they were unplugged, each as libvirt attaches it. */
export function replugFiles(host: Host): FileRequest[] {
  const all = repluggedOf(host);
  if (all.length === 0) return [];
  return [
    tableFile(
      'replug',
      all.map(({ guest, vendor, product }) => ({ guest, vendor, product })),
      all.map(({ path }) => path),
    ),
    ...all.map(
      ({ guest, vendor, product, view, path }): FileRequest => ({
        path: `${agentFolder}/libvirt/replug/${guest}/${vendor}-${product}.xml`,
        view: { template: 'guest/kinds/hostdev', values: view },
        paths: [path],
      }),
    ),
  ];
}
