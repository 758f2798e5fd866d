import { type Path, pointer } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { CardPlan } from '../hardware/cards.ts';
import type { StandIns } from '../hardware/stand-ins.ts';
import type { Substitution, Untested } from '../trial.ts';

/** The properties of the virtual machine that can differ from the real one. */
export interface Situation {
  accelerator: 'kvm' | 'tcg';
  install: boolean;
  firmware: 'bios' | 'uefi';
  /** The replacement for the repositories, if the trial has no network access. */
  offline: { packages: ReadonlySet<string>; mirror: string; repositories: string[] } | null;
  cpus: number;
  /** The total memory for guests in MiB, in addition to huge pages. */
  memory: number;
  /** Whether there is room for the huge pages. */
  hugepages: boolean;
  /** Whether nested guests have hardware virtualisation. */
  nested: boolean;
  /** The file systems that can be created on this machine. */
  fileSystems: ReadonlySet<string>;
  standIns: StandIns;
  cards: CardPlan[];
  /** Files with the secrets that the installer would ask for. */
  passphraseFile: string;
  passwordFile: string;
}

/** A host after a substitution, with its report. */
export interface Changed {
  host: Host;
  substitutions: Substitution[];
  untested: Untested[];
}

/** One kind of substitution. Pure: it does not change its input. */
export type Substitute<Known = Situation> = (host: Host, situation: Known) => Changed;

export const unchanged = (host: Host): Changed => ({ host, substitutions: [], untested: [] });

/** One substitution, at a path of the profile. */
export function substitution(path: Path, from: unknown, to: unknown, why: string, ...features: string[]): Substitution {
  return { where: pointer(path), from: wordsFor(from), to: wordsFor(to), why, features };
}

function wordsFor(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(wordsFor).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Applies all substitutions, one after the other. */
export function applyAll<Known>(host: Host, situation: Known, kinds: readonly Substitute<Known>[]): Changed {
  return kinds.reduce<Changed>((before, kind) => {
    const after = kind(before.host, situation);
    return {
      host: after.host,
      substitutions: [...before.substitutions, ...after.substitutions],
      untested: [...before.untested, ...after.untested],
    };
  }, unchanged(host));
}
