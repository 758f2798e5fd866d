import { closest } from '../../findings/closest.ts';
import type { Problem } from '../../findings/finding.ts';
import { checkCapacity } from '../../guest/capacity.ts';
import { checkSeedDrives } from '../../guest/cloud-init/seed.ts';
import { checkAddresses } from '../../guest/kinds/address/check.ts';
import { checkBoot } from '../../guest/kinds/boot/check.ts';
import { checkCpu } from '../../guest/kinds/cpu/check.ts';
import { checkDisks } from '../../guest/kinds/disk/check.ts';
import { checkPasswords } from '../../guest/kinds/graphics/password.ts';
import { checkHostdevs } from '../../guest/kinds/hostdev/check.ts';
import { checkInterfaces } from '../../guest/kinds/interface/check.ts';
import { checkMemory } from '../../guest/kinds/memory/check.ts';
import { emulated } from '../../guest/kinds/tpm/view.ts';
import { checkTuning } from '../../guest/kinds/tuning/check.ts';
import { checkKinds } from '../../guest/kinds.ts';
import { osVariantId, osVariants } from '../../guest/os-variants.ts';
import { checkRefused } from '../../guest/refused.ts';
import type { Host } from '../../host/host.ts';
import { lasts } from '../../target/lasting.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [
    ...duplicateUuids(host),
    ...unknownOsVariants(host),
    ...checkKinds(host),
    ...checkRefused(host),
    ...checkAddresses(host),
    ...checkCpu(host),
    ...checkMemory(host),
    ...checkTuning(host),
    ...checkCapacity(host),
    ...checkBoot(host),
    ...stateInMemory(host),
    ...checkDisks(host),
    ...checkInterfaces(host),
    ...checkHostdevs(host),
    ...checkPasswords(host),
    ...checkSeedDrives(host),
  ];
}

function duplicateUuids({ vms }: Host): Problem[] {
  const guests = Object.entries(vms);
  return guests.flatMap(([name, { uuid }], index) => {
    const [owner] = guests.find(([, other]) => other.uuid === uuid)!;
    const details = { related: [{ path: ['vms', owner, 'uuid'], message: `${owner} has it here` }] };
    return guests[index]![0] === owner
      ? []
      : [problem('duplicate-uuid', ['vms', name, 'uuid'], { uuid, owner }, details)];
  });
}

function unknownOsVariants({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { os_variant }]) =>
    os_variant && !osVariantId(os_variant)
      ? [
          problem('os-variant-unknown', ['vms', name, 'os_variant'], {
            name: os_variant,
            suggestion: closest(os_variant, osVariants),
          }),
        ]
      : [],
  );
}

/** Where libvirt keeps a guest's UEFI variables and what its TPM holds (qemu_conf.c, virQEMUDriverConfigNew). */
const stateFolders = { uefi: '/var/lib/libvirt/qemu/nvram', tpm: '/var/lib/libvirt/swtpm' };

function stateInMemory(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { boot, tpm }]) => [
    ...(boot.firmware === 'uefi' && !lasts(host, stateFolders.uefi)
      ? [
          problem('guest-state-in-memory', ['vms', name, 'boot', 'firmware'], {
            name,
            what: 'UEFI variables',
            folder: stateFolders.uefi,
          }),
        ]
      : []),
    ...(emulated({ tpm }) && !lasts(host, stateFolders.tpm)
      ? [problem('guest-state-in-memory', ['vms', name, 'tpm'], { name, what: 'TPM', folder: stateFolders.tpm })]
      : []),
  ]);
}
