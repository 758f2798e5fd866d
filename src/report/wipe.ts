import type { Host } from '../host/host.ts';

/** What the installer does if it finds this mark on the disk. */
export interface MarkRule {
  mark: string;
  action: string;
  /** Whether data that others have put on the disk can be lost. */
  erases: boolean;
}

type Install = Host['install'];

/** The contract of docs/security.md (Disks), for this profile; undefined where no disk is written to. */
export function rulesOf({ mode, disk }: Install): { conditions: string[]; marks: MarkRule[] } | undefined {
  if (mode !== 'sys' || !disk) return undefined;
  return { conditions: conditionsOf(disk), marks: marksOf(disk) };
}

function conditionsOf({ serial, wwn, min_size, max_size, wipe }: NonNullable<Install['disk']>): string[] {
  const identity = [serial && `the serial number ${serial}`, wwn && `the WWN ${wwn}`].filter(Boolean).join(' and ');
  const sizes = [min_size && `at least ${min_size}`, max_size && `at most ${max_size}`].filter(Boolean).join(' and ');
  return [
    `Exactly one disk of the machine has ${identity}. No other disk is ever written to.`,
    ...(sizes === '' ? [] : [`Its size is ${sizes}.`]),
    'It is not in use: not mounted, no swap, not held by LVM, RAID or encryption, not read-only, and not the boot medium.',
    'Its controller does not go to a guest.',
    wipe
      ? `The profile arms it: wipe repeats ${wipe}, so the installer may erase what is on it.`
      : 'It is blank: the profile does not arm it (install.disk.wipe), so the installer erases nothing. A removable disk without a mark is refused.',
  ];
}

function marksOf({ wipe, generation }: NonNullable<Install['disk']>): MarkRule[] {
  const armed = wipe !== undefined;
  const rule = (mark: string, action: string, erases = false): MarkRule => ({ mark, action, erases });
  const same = `generation ${generation}, same host`;
  const own = 'if there is nothing on the disk but what the installer made itself';
  return [
    armed
      ? rule('none', 'Installs, and erases whatever is on the disk.', true)
      : rule('none', 'Installs if the disk is blank; refuses otherwise.'),
    ...(generation === 1 ? [] : [lower(generation, armed)]),
    armed
      ? rule(`${same}, started`, 'Resumes, and erases what else is on the disk.', true)
      : rule(`${same}, started`, `Resumes ${own}; refuses otherwise.`),
    rule(`${same}, installed`, `Completes it ${own}; refuses otherwise.`),
    rule(`${same}, finished`, 'Does nothing, whatever the build.'),
    rule(`generation ${generation}, another host`, 'Refuses.'),
    rule(`a generation higher than ${generation}, or a mark that cannot be read`, 'Refuses.'),
  ];
}

function lower(generation: number, armed: boolean): MarkRule {
  return {
    mark: `a generation lower than ${generation}`,
    action: armed
      ? 'Installs once more, and erases whatever is on the disk.'
      : 'Refuses: the profile does not arm the disk.',
    erases: armed,
  };
}
