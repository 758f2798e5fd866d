import { type Path, pointer } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { CardPlan } from '../hardware/cards.ts';
import type { StandIns } from '../hardware/stand-ins.ts';
import type { Substitution, Untested } from '../trial.ts';

/** What a host is tried in, as far as it cannot be what the host is made for. */
export interface Situation {
  accelerator: 'kvm' | 'tcg';
  install: boolean;
  firmware: 'bios' | 'uefi';
  /** What there is instead of the repositories, where the trial is cut off from them. */
  offline: { packages: ReadonlySet<string>; mirror: string; repositories: string[] } | null;
  cpus: number;
  /** MiB that guests may have together, in addition to huge pages. */
  memory: number;
  /** Whether there is room for the huge pages. */
  hugepages: boolean;
  /** Whether a guest's guest has the processor's help. */
  nested: boolean;
  /** The file systems that can be made here. */
  fileSystems: ReadonlySet<string>;
  standIns: StandIns;
  cards: CardPlan[];
  /** Files with the secrets that people would be asked for. */
  passphraseFile: string;
  passwordFile: string;
}

/** A host with a substitution, and how to report it. */
export interface Changed {
  host: Host;
  substitutions: Substitution[];
  untested: Untested[];
}

/** One kind of substitution. Pure: what it is given stays as it is. */
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

/** All of them, one after the other. */
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
