import type { Problem } from '#src/findings/finding.ts';
import { firstClaims } from '#src/host/claims.ts';
import type { Host } from '#src/host/host.ts';
import { functionAt } from '#src/machine/by-address.ts';
import { problem as machineProblem } from '#src/machine/codes.ts';
import { groupState, isOutsideGroups, isShownOutside } from '#src/machine/groups.ts';
import { isBridge } from '#src/machine/kinds.ts';
import { processorMaker } from '#src/machine/processor.ts';
import { lacksRemapping } from '#src/machine/remapping.ts';
import { problem } from '../codes.ts';

/** What the facts show of the machine's IOMMU and of what it supports. */
export function checkUnit(host: Host): Problem[] {
  const { machine, passthrough } = host;
  const [first = firstCard(host)] = firstClaims(host).values();
  if (!machine || !first) return [];
  const { off_by, reason } = machine.iommu;
  const state = groupState(machine);
  const problems = leftOff(host, first.address);
  if (state === 'off' && off_by !== 'options') {
    problems.push(machineProblem('iommu-off', first.path, { device: first.address, reason: reason ?? undefined }));
  } else if (state !== 'known') {
    problems.push(machineProblem('iommu-groups-unknown', first.path, { reason: reason ?? undefined }));
  }
  for (const { address, path } of firstClaims(host).values()) {
    const fn = functionAt(machine, address);
    if (fn && !isBridge(fn) && isOutsideGroups(machine, fn))
      problems.push(
        machineProblem('device-without-iommu-group', path, { device: address, shown: isShownOutside(machine, fn) }),
      );
  }
  if (lacksRemapping(machine) && !passthrough.allow_unsafe_interrupts) {
    problems.push(problem('no-interrupt-remapping', ['passthrough', 'allow_unsafe_interrupts'], undefined));
  }
  return problems;
}

/**
 * Intel's IOMMU needs its option; AMD's is on without one, and ignores that of Intel (kernel-parameters.txt), so the
 * reverse works.
 */
function leftOff({ machine, passthrough: { iommu }, boot }: Host, device: string): Problem[] {
  const wrong = iommu === 'amd' && machine && processorMaker(machine) === 'intel';
  return wrong && !boot.options.includes('intel_iommu=on')
    ? [problem('iommu-of-another-maker', ['passthrough', 'iommu'], { device })]
    : [];
}

/** Virtual functions are passed through as well; only the card is in the facts. */
function firstCard({ passthrough: { virtual_functions } }: Host) {
  const [address] = Object.keys(virtual_functions);
  return address === undefined ? undefined : { address, path: ['passthrough', 'virtual_functions', address] };
}
