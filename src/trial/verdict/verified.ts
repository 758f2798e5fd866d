import type { ObservedBoot } from '../run/observed.ts';
import type { Untested } from '../trial.ts';
import { judged, notShown, type Promised, rowsOf, tooEarly } from './promises.ts';

/** A group of checks of `mkapkovl-host verify`, by its codes. */
interface Group {
  what: string;
  codes: RegExp;
  /** The table with a row for each subject; without rows there is no promise. */
  table?: string;
  /** Only a system that boots from a disk has one. */
  installed?: true;
}

const groups: Group[] = [
  { what: 'The agent completes every step', codes: /^step-/ },
  { what: 'The files match the overlay', codes: /^(overlay-|link-|folder-|file-|passphrase-left)/ },
  { what: 'The kernel has all options and modules', codes: /^(option-|module-|reboot-|rescue)/ },
  { what: 'The initramfs contains what it needs', codes: /^(feature-|initramfs-)/, installed: true },
  { what: 'The devices are bound to vfio-pci', codes: /^(device-|group-changed)/, table: 'devices' },
  { what: 'The virtual functions are there', codes: /^(physical|virtual)-function/, table: 'functions' },
  { what: 'The mediated devices are there', codes: /^mediated-/, table: 'mediated' },
  { what: 'The packages are installed', codes: /^(package|release)-/ },
  { what: 'Every service of the runlevels is running', codes: /^service-/ },
  {
    what: 'The accounts match the profile',
    codes: /^(user-|group-missing|keys-|password-|doas-)/,
    table: 'users',
  },
  { what: 'The file systems are mounted', codes: /^(mount-|not-mounted)/, table: 'fstab' },
  { what: 'libvirt responds, and may lock memory', codes: /^(libvirt-|memory-)/, table: 'libvirt/guests.table' },
  { what: 'The pools are active', codes: /^pool-/, table: 'libvirt/pools.table' },
  { what: 'The networks are active', codes: /^network-/, table: 'libvirt/networks.table' },
  { what: 'The volumes and seeds exist', codes: /^(volume-|seed-)/, table: 'libvirt/volumes.table' },
  { what: 'The guests are defined and running', codes: /^guest-/, table: 'libvirt/guests.table' },
];

interface GuestFinding {
  code: string;
  message: string;
  severity?: string;
}

/** A trial takes the packages that the medium and the repositories have now, not those of the lock. */
const isPromise = ({ code, severity }: GuestFinding) => severity !== 'note' && !code.startsWith('lock-');

/** The promises that verify checks on the target. A warning directly after the first boot is a broken promise. */
export function verified(boot: ObservedBoot | undefined, untested: readonly Untested[]): Promised[] {
  const findings = boot && findingsOfGuest(boot);
  if (!boot || !findings) return [notShown('The checks of mkapkovl-host verify', tooEarly)];
  const counts = new Map(rowsOf(boot, 'tables').map(([name, count]) => [name, Number(count)]));
  const known = groups.filter(
    ({ table, installed, codes }) =>
      ((!table || counts.get(table) !== 0) && (!installed || boot.report.kind === 'installed')) ||
      findings.some(({ code }) => codes.test(code)),
  );
  const rest = findings.filter(({ code }) => !groups.some(({ codes }) => codes.test(code)));
  const messages = (of: GuestFinding[]) => of.map(({ code, message }) => `${message} [${code}]`);
  return [
    ...known.map(({ what, codes }) =>
      judged(what, messages(findings.filter(({ code }) => codes.test(code))), untested),
    ),
    ...(rest.length > 0 ? [judged('All other checks of verify', messages(rest), untested)] : []),
  ];
}

/** The findings of verify; undefined without an answer. */
function findingsOfGuest({ report }: ObservedBoot): GuestFinding[] | undefined {
  const section = report.sections.get('verify');
  if (!section) return undefined;
  const itself = (why: string): GuestFinding => ({ code: 'verify-failed', message: `verify itself failed: ${why}` });
  const findings = parsed(section.lines.join('\n'));
  if (!findings) return [itself(section.lines.at(-1) ?? 'no output')];
  // 0 without errors, 1 with some.
  const meant = section.status === 0 || (section.status === 1 && findings.length > 0);
  return meant ? findings : [...findings, itself(`it exited with status ${section.status}`)];
}

function parsed(text: string): GuestFinding[] | undefined {
  try {
    const findings: unknown = JSON.parse(text);
    return Array.isArray(findings) ? findings.filter(isPromise) : undefined;
  } catch {
    return undefined;
  }
}
