import type { Path } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { Row } from '../../target/tables.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';

/** Where the profile asks for virtual functions and mediated devices. */
export function virtualPlaces({ passthrough: { virtual_functions, mediated_devices } }: Host): Path[] {
  return [
    ...Object.keys(virtual_functions).map((address) => ['passthrough', 'virtual_functions', address]),
    ...Object.keys(mediated_devices).map((uuid) => ['passthrough', 'mediated_devices', uuid]),
  ];
}

/** The cards that `ip` has to set up; that of busybox knows no virtual functions. */
export function cardsToSetUp({ passthrough: { virtual_functions } }: Host): string[] {
  return Object.keys(virtual_functions).filter((address) =>
    virtual_functions[address]!.functions.some(({ host: _, ...settings }) => Object.keys(settings).length > 0),
  );
}

/** The agent's tables of what it makes. */
export function virtualTables(host: Host): FileRequest[] {
  const { virtual_functions, mediated_devices } = host.passthrough;
  const idOf = (address: string, id?: string) =>
    id ?? host.machine?.pci?.find((device) => device.address === address)?.id ?? '-';
  const functions = Object.entries(virtual_functions).map(
    ([address, { id, count }]): Row<'functions'> => ({ address, id: idOf(address, id), count }),
  );
  const settings = Object.entries(virtual_functions).flatMap(([parent, { functions: each }]) =>
    each.map(
      (one, number): Row<'functionSettings'> => ({
        parent,
        number,
        use: one.host ? 'host' : 'guest',
        mac: one.mac?.toLowerCase() ?? '-',
        vlan: one.vlan ?? '-',
        trust: onOff(one.trust),
        spoofCheck: onOff(one.spoof_check),
      }),
    ),
  );
  const mediated = Object.entries(mediated_devices).map(
    ([uuid, { parent, id, type }]): Row<'mediated'> => ({ uuid, parent, id: idOf(parent, id), type }),
  );
  const paths = virtualPlaces(host);
  return [
    ...(functions.length > 0 ? [tableFile('functions', functions, paths)] : []),
    ...(settings.length > 0 ? [tableFile('functionSettings', settings, paths)] : []),
    ...(mediated.length > 0 ? [tableFile('mediated', mediated, paths)] : []),
  ];
}

const onOff = (given: boolean | undefined) => ({ true: 'on', false: 'off', undefined: '-' })[`${given}`]!;
