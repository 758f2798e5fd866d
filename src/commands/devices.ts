import { exitStatus, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, type Places } from '../findings/locate.ts';
import { groupState } from '../machine/groups.ts';
import { isExcerpt, isPc, isVirtualMachine } from '../machine/kinds.ts';
import { processorMaker } from '../machine/processor.ts';
import { readFactsOf } from '../machine/read.ts';
import { type Pick, type Picked, pick } from '../machine/report/pick.ts';
import { type MachineReport, reportOn } from '../machine/report/report.ts';
import type { Facts } from '../machine/schema.ts';
import { problemAt } from './codes.ts';
import { profileLines } from './devices/lines.ts';
import { settled } from './devices/selector.ts';
import { printTree } from './devices/tree.ts';
import { deviceNames } from './names.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData, styleOf } from './streams.ts';

export interface DevicesFlags {
  usb?: boolean;
  pci?: boolean;
  pick?: Picked[];
}

/** Prints the devices of a machine as a tree, or the profile lines for those that are picked. */
export async function devices(files: string[], flags: DevicesFlags, context: Context): Promise<number> {
  const [file = ''] = files;
  const { value, problems, texts } = await readFactsOf(context.cwd, files);
  const places: Places = { find: () => ({ file: '' }), text: (name) => texts.get(name) };
  const end = (found: Problem[], result: object | null, print: () => string): number => {
    const findings = locate(found, places);
    if (isData(context.format)) writeResult(result, findings, context);
    else {
      if (result) context.streams.stdout.write(print());
      reportFindings(findings, [places], context, 'stderr');
    }
    return exitStatus(findings);
  };
  if (!value) return end(problems, null, () => '');
  if (value.pci === null)
    return end([...problems, problemAt('devices-no-pci', { place: { file } }, { file })], null, () => '');
  if (flags.pick) {
    const picks = flags.pick.map(({ asked, selector }) => ({ asked, selector: settled(selector, value) }));
    const picked = pick(value, picks);
    const all = [...problems, ...excerpt(value, file), ...picked.problems];
    return end(all, hasErrors(all) ? null : pickResult(value, picked.plan), () => profileLines(value, picked.plan));
  }
  const report = reportOn(value, await deviceNames(context.environment));
  return end([...problems, ...excerpt(value, file), ...withoutGroups(value, file)], report, () =>
    printed(report, flags, context),
  );
}

function printed(report: MachineReport, flags: DevicesFlags, { streams, environment }: Context): string {
  const only = flags.usb ? 'usb' : flags.pci ? 'pci' : undefined;
  const width = Math.min(Math.max(streams.stdout.columns ?? 80, 60), 120);
  return printTree(report, { style: styleOf(streams.stdout, environment), width, only });
}

function pickResult(facts: Facts, plan: Pick) {
  return {
    reasons: plan.reasons,
    devices: plan.devices.map(({ fn, because }) => ({ address: fn.address, id: fn.id, because })),
    hostdevs: plan.hostdevs.map(({ address }) => address),
    profile: profileLines(facts, plan),
  };
}

const excerpt = (facts: Facts, file: string) =>
  facts.pci && isExcerpt(facts) ? [problemAt('listing-excerpt', { place: { file } }, { file, pc: isPc(facts) })] : [];

/** Without known groups no device can be passed through alone, and the tree must not suggest that it can. */
function withoutGroups(facts: Facts, file: string): Problem[] {
  const state = groupState(facts);
  if (state === 'known') return [];
  const { reason, off_by } = facts.iommu;
  const vendor = processorMaker(facts);
  return [
    problemAt(
      'no-iommu-groups',
      { place: { file } },
      { state, reason, offBy: off_by, vendor, virtual: isVirtualMachine(facts), pc: isPc(facts) },
    ),
  ];
}
