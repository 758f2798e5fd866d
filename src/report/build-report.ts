import { sideOfTree } from '../compare/side.ts';
import { installation } from '../features/summary/words.ts';
import type { Host } from '../host/host.ts';
import type { Names } from '../machine/names.ts';
import { reportOn } from '../machine/report/report.ts';
import type { Examined } from '../pipeline/examine.ts';
import { disksSection } from './disks.ts';
import { filesSection } from './files.ts';
import { findingsSection } from './findings.ts';
import { guestSections } from './guests.ts';
import type { HostReport } from './host-report.ts';
import { machineSection } from './machine.ts';
import { networkSection } from './network/section.ts';
import { sequenceOf } from './sequence.ts';
import type { Row } from './words.ts';

export interface ReportOptions {
  /** Names of devices. */
  names: Names;
  version: string;
  /** The time of SOURCE_DATE_EPOCH, if it is set. */
  time: Date | undefined;
}

/** All that is known of one profile. With errors there may be no host, or no tree: what they prevent is null. */
export function reportOf(examined: Examined, { names, version, time }: ReportOptions): HostReport {
  const { profile, host, tree, data, places, findings } = examined;
  const side = host && tree && sideOfTree(profile, host, tree);
  return {
    name: host?.hostname ?? profile,
    profile,
    time: time ? time.toISOString().slice(0, 10) : null,
    version,
    glance: host ? glance(host) : [],
    findings: findingsSection(findings),
    machine: host ? machineSection(host, host.machine && reportOn(host.machine, names)) : null,
    guests: host ? guestSections(host) : null,
    network: host ? networkSection(host) : null,
    disks: host ? disksSection(host) : null,
    sequence: host && side ? sequenceOf(host, side) : null,
    files: side && tree ? filesSection(tree, side, data, places) : null,
  };
}

function glance(host: Host): Row[] {
  const { alpine, match, vms, system } = host;
  const machine = [match?.serial && `serial number ${match.serial}`, match?.uuid && `UUID ${match.uuid}`];
  return [
    { term: 'Alpine', text: `${alpine.release}, ${alpine.arch}` },
    { term: 'Installation', text: installation(host) },
    { term: 'Machine', text: machine.filter(Boolean).join(', ') || 'any' },
    { term: 'Guests', text: Object.keys(vms).join(', ') || 'none' },
    { term: 'Time zone', text: system.timezone },
  ];
}
