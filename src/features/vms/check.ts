import { type Problem, problem } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';
import { closest } from '../../profile/closest.ts';
import { lasts } from '../../target/lasting.ts';
import { checkCapacity } from './capacity.ts';
import { checkSeedDrives } from './cloud-init/seed.ts';
import { checkAddresses } from './devices/address/check.ts';
import { checkDisks } from './devices/disk/check.ts';
import { checkPasswords } from './devices/graphics/password.ts';
import { checkHostdevs } from './devices/hostdev/check.ts';
import { checkInterfaces } from './devices/interface/check.ts';
import { emulated } from './devices/tpm/view.ts';
import { checkKinds } from './kinds.ts';
import { osVariantId, osVariants } from './os-variants.ts';
import { checkBoot } from './platform/boot/check.ts';
import { checkCpu } from './platform/cpu/check.ts';
import { checkMemory } from './platform/memory/check.ts';
import { checkTuning } from './platform/tuning/check.ts';
import { checkRefused } from './refused.ts';

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
