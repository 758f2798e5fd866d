import { overlayFile } from '../../tree/templates.ts';

/** The parts of the script, in order. The agent's code identifies disks: the serial that the probe prints is the one that the installer looks for. */
const parts = [
  'agent/etc/mkapkovl/agent/common.sh',
  'agent/etc/mkapkovl/agent/disk.sh',
  ...['rows', 'machine', 'iommu', 'pci', 'displays', 'acs', 'usb', 'disks', 'mounts', 'nics', 'facts'].map(
    (name) => `probe/${name}.sh`,
  ),
];

/** The script that probes a machine: POSIX sh that needs only busybox. It prints facts, and notes on standard error. */
export function probeScript(): string {
  return ['probe/begin.sh', ...parts].map((name) => overlayFile(name).text).join('\n');
}
