import type { Finding } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';
import type { FactsFiles } from '../machine/read.ts';

/** A substitution in the virtual machine: `where` is a JSON pointer into the profile, or a path on the target. */
export interface Substitution {
  where: string;
  from: string;
  to: string;
  why: string;
  /** The features whose rendered files may differ because of it; a difference in any other feature's files is a bug. */
  features: string[];
}

/** A promise of the profile that a virtual machine cannot verify. */
export interface Untested {
  what: string;
  why: string;
  /** The subject of the promise, as in the agent's tables: a PCI address, a package, a guest, a mount point. */
  subject?: string;
  /**
   * Whether problems with the subject are expected, because the promise cannot hold in the virtual machine. Otherwise
   * only the absence of problems proves nothing.
   */
  cannotHold?: boolean;
}

/** One start of QEMU; the runner adds the serial lines, the monitor and -no-reboot. */
export interface BootPlan {
  name: 'medium' | 'disk';
  program: string;
  words: string[];
  /** How the guest itself ends it on success. */
  ends: 'reboot' | 'poweroff';
}

export interface Accelerator {
  name: 'kvm' | 'tcg';
  why: string;
}

/** A disk of the virtual machine. */
export interface Drive {
  /** Its image on the host: raw, blank, sparse. */
  file: string;
  serial: string;
  /** Whether the installer may write to it. */
  target: boolean;
}

export interface Prepared {
  hostname: string;
  /** The build id of the overlay that boots: what the guest must have. */
  buildId?: string;
  /** The disks; those that are not targets must still be blank at the end. */
  drives?: Drive[];
  /** The passphrase of an encrypted root: typed when the initramfs asks, and masked in every log. */
  passphrase?: string;
  /**
   * The folder of everything that the trial writes: drives, kernel, overlays. The caller removes it, unless it is kept.
   */
  folder: string;
  accelerator: Accelerator;
  medium: { path: string; release: string; kernel: string };
  substitutions: Substitution[];
  untested: Untested[];
  /** Paths on the target whose content differs between the user's overlay and the one that boots. */
  filesThatDiffer: string[];
  /** Warnings about the profile, and the sources for carets. */
  findings?: Finding[];
  places?: Places[];
  /** One, or two with --install. */
  boots: BootPlan[];
  /** Ends the servers for the guest; does not remove the folder. */
  close(): Promise<void>;
}

export interface Options {
  profile: string;
  media?: string;
  facts?: FactsFiles;
  install: boolean;
  keep: boolean;
  uefi: boolean;
  offline: boolean;
  /** The time limit of the whole trial, in seconds. */
  timeout: number;
}

/** The parent folder of the trial's files. */
export interface PrepareContext {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Skips the test whether KVM works. */
  accelerator?: Accelerator;
  /** Receives the clean-up for when a signal stops the program. */
  guard?: (undo: () => void) => void;
}
