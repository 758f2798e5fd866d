import type { Finding } from '../findings/finding.ts';
import type { Places } from '../findings/locate.ts';

/** A substitution in the virtual machine: `where` is a JSON pointer into the profile, or a path on the target. */
export interface Substitution {
  where: string;
  from: string;
  to: string;
  why: string;
  /** The features whose rendered files may differ by it; a file of any other feature that differs is a defect. */
  features: string[];
}

/** A promise of the profile that a virtual machine cannot show. */
export interface Untested {
  what: string;
  why: string;
  /** What the promise is about, as the agent's tables name it: a PCI address, a package, a guest, a mount point. */
  subject?: string;
  /** What is complained of about the subject is excused: it cannot hold in the virtual machine. Else only the rest is not shown. */
  cannotHold?: boolean;
}

/** One start of QEMU; the runner adds the serial lines, the monitor and -no-reboot. */
export interface BootPlan {
  name: 'medium' | 'disk';
  program: string;
  words: string[];
  /** How the guest ends it by itself when all goes well. */
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
  /** The disks; those that are no target must be blank when all is over. */
  drives?: Drive[];
  /** What opens an encrypted root: typed when the initramfs asks, and kept out of every log. */
  passphrase?: string;
  /** Everything that the trial writes: drives, kernel, overlays. The caller removes it, unless it is kept. */
  folder: string;
  accelerator: Accelerator;
  medium: { path: string; release: string; kernel: string };
  substitutions: Substitution[];
  untested: Untested[];
  /** Paths on the target whose content differs between the user's overlay and the one that boots. */
  filesThatDiffer: string[];
  /** Warnings about the profile, and what carets need. */
  findings?: Finding[];
  places?: Places[];
  /** One, or two with --install. */
  boots: BootPlan[];
  /** Ends what serves the guest; never removes the folder. */
  close(): Promise<void>;
}

export interface Options {
  profile: string;
  media?: string;
  facts?: string;
  install: boolean;
  keep: boolean;
  uefi: boolean;
  offline: boolean;
  /** Seconds that the whole trial may take. */
  timeout: number;
}

/** Where a trial is prepared. */
export interface PrepareContext {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Instead of trying whether KVM works. */
  accelerator?: Accelerator;
  /** Receives what must be done if the program is asked to stop meanwhile. */
  guard?: (undo: () => void) => void;
}
