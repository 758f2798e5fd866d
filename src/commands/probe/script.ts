import { overlayFile } from '../../tree/templates.ts';

/** The parts of the script, in order. Disks are told apart by the code of the agent: what the probe calls a disk's serial is what the installer looks for. */
const parts = [
  'agent/etc/mkapkovl/agent/common.sh',
  'agent/etc/mkapkovl/agent/disk.sh',
  ...['rows', 'machine', 'iommu', 'pci', 'acs', 'usb', 'disks', 'mounts', 'nics', 'facts'].map(
    (name) => `probe/${name}.sh`,
  ),
];

/** The program that measures a machine: POSIX sh that busybox alone can run. It prints facts, and notes beside them. */
export function probeScript(): string {
  return ['probe/begin.sh', ...parts].map((name) => overlayFile(name).text).join('\n');
}
