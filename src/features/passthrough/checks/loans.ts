import type { Problem } from '#src/findings/finding.ts';
import { claimsOf } from '#src/host/claims.ts';
import type { Host } from '#src/host/host.ts';
import { problem } from '../codes.ts';
import { isOnLoan } from '../loan.ts';

/** PCI classes whose drivers do not let go safely; a USB controller's made a kernel fault at power-off. */
const kinds: [string, string][] = [
  ['01', 'disk'],
  ['0c04', 'disk'],
  ['02', 'network'],
  ['0c03', 'USB'],
];

/** Devices that the host has while no guest uses them. */
export function checkLoans(host: Host): Problem[] {
  const { devices, addresses } = host.passthrough;
  return devices.flatMap((device, index) => {
    if (!isOnLoan(device)) return [];
    const path = ['passthrough', 'devices', index, 'on_loan'];
    return (addresses[index] ?? []).flatMap((address) => {
      const code = host.machine?.pci?.find((each) => each.address === address)?.class ?? '';
      const kind = kinds.find(([start]) => code.startsWith(start))?.[1];
      const guest = claimsOf(host).find((claim) => claim.address === address && startsItself(host, claim.guest))?.guest;
      return [
        ...(kind ? [problem('loan-never-lets-go', path, { device: address, kind })] : []),
        ...(guest ? [problem('loan-of-autostarting-guest', path, { device: address, guest })] : []),
      ];
    });
  });
}

const startsItself = ({ vms }: Host, guest: string | undefined) => guest !== undefined && vms[guest]!.autostart;
