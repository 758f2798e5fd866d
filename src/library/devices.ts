import { locate, type Places } from '../findings/locate.ts';
import { noNames, readNames } from '../machine/names.ts';
import { type FactsFiles, readFactsOf } from '../machine/read.ts';
import { type MachineReport, reportOn } from '../machine/report/report.ts';
import { type Result, resultOf } from './result.ts';

export interface DevicesOptions {
  /** The folder that relative names refer to; by default that of the process. */
  cwd?: string | undefined;
  /** A folder with pci.ids and usb.ids, the names of devices; those of the system by default, and none for false. */
  names?: string | false | undefined;
}

export interface Devices extends Result {
  /** The devices of the machine with their IOMMU groups, and what a guest can get; null if the facts cannot be read. */
  machine: MachineReport | null;
}

/**
 * Describes the devices of a machine, as `mkapkovl devices` does.
 *
 * @param facts - A facts file of `mkapkovl probe`, or listings of lspci and lsusb.
 * @returns The machine. A file that cannot be read, or is neither, is a finding.
 * @throws Never for what is in the files; only for a bug in mkapkovl.
 */
export async function devices(facts: FactsFiles, options: DevicesOptions = {}): Promise<Devices> {
  const { cwd = process.cwd(), names } = options;
  const { value, problems, texts } = await readFactsOf(cwd, facts);
  const places: Places = { find: () => ({ file: '' }), text: (name) => texts.get(name) };
  const known = names === false ? noNames : await readNames(names);
  return { ...resultOf(locate(problems, places), [places]), machine: value ? reportOn(value, known) : null };
}
