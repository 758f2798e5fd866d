import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { disksOf } from '../../machine/contract.ts';
import { problem } from './codes.ts';

/** Whether the facts belong to this machine. */
export function check(host: Host): Problem[] {
  return [...otherName(host), ...otherArchitecture(host), ...nothingOfIt(host)];
}

function otherName({ facts_machine, machine }: Host): Problem[] {
  if (!facts_machine || !machine) return [];
  const { vendor, product, board } = machine.system;
  const names = [product, board].filter((name): name is string => Boolean(name));
  const whole = [...names, ...(vendor ? names.map((name) => `${vendor} ${name}`) : [])];
  if (whole.some((name) => name.toLowerCase() === facts_machine.toLowerCase())) return [];
  return [problem('facts-of-another-machine', ['facts_machine'], { wanted: facts_machine, found: names.join(', ') })];
}

/** As uname -m prints it, which Alpine calls the same. */
function otherArchitecture({ machine, alpine, facts }: Host): Problem[] {
  const found = machine?.system.arch;
  if (!found || found === alpine.arch) return [];
  const path = facts ? ['facts'] : ['alpine', 'arch'];
  return [problem('facts-of-another-architecture', path, { found, wanted: alpine.arch })];
}

/**
 * The facts contain neither the disk nor any network card of the profile: one of them may have been replaced, but
 * hardly all.
 */
function nothingOfIt({ facts, machine, install, network }: Host): Problem[] {
  const { disks, nics } = machine ?? {};
  if (!machine || !disks || !nics || !install.disk) return [];
  const { sure, unsure } = disksOf(machine, install.disk);
  const macs = Object.values(network.interfaces).flatMap(({ mac, bridge, bond }) => [
    ...(mac ? [mac] : []),
    ...[...(bridge?.ports ?? []), ...(bond?.ports ?? [])].flatMap((port) => (typeof port === 'object' ? port.mac : [])),
  ]);
  const known = new Set(nics.map(({ mac }) => mac.toLowerCase()));
  if (sure.length + unsure.length > 0 || macs.length === 0 || macs.some((mac) => known.has(mac.toLowerCase())))
    return [];
  // Facts from the command line have no place in the profile, so point at the disk, which they lack.
  const path = facts ? ['facts'] : ['install', 'disk', install.disk.serial ? 'serial' : 'wwn'];
  return [problem('facts-match-nothing', path, undefined)];
}
