import type { Firmware } from '../../artifact/iso9660/boot-catalog.ts';
import type { DownloadOptions } from '../../download/options.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Places } from '../../findings/locate.ts';
import type { BuildOptions } from '../../pipeline/build.ts';
import type { Announced } from '../bundle/sizes.ts';
import type { Description } from './description.ts';

/** Of media that can be made: an image for CD and stick, or one of a stick that can be written to. */
export const mediumKinds = ['iso', 'usb'] as const;
export type MediumKind = (typeof mediumKinds)[number];

export interface MakeOptions extends Omit<BuildOptions, 'out' | 'dryRun'> {
  kind: MediumKind;
  /** Alpine's ISO, as the user named it; without it, the one of the lock, or else the newest, is downloaded. */
  media?: string | undefined;
  /** A mirror in place of the profile's, or a folder with a copy of one. */
  mirror?: string | undefined;
  /** Whether packages and images are on it, signed with `bundleKey`. */
  bundle?: boolean | undefined;
  /** Called with how much a bundle will be, before it is fetched. */
  announce?: ((bundle: Announced) => void) | undefined;
  /** Called now and then while a medium is written, with what of it is done. */
  writing?: ((what: string, done: number, total: number) => void) | undefined;
  /** How downloads are done; tests make them impatient. */
  download?: Pick<DownloadOptions, 'progress' | 'limits'> | undefined;
  /** The new file; by default in out/, with the name of the only host. */
  out?: string | undefined;
}

/** A medium that was made. */
export interface MadeMedium {
  kind: MediumKind;
  file: string;
  size: number;
  /** `vouched` says by what its digest was verified; null if the user named the file. */
  base: { file: string; version: string; sha256: string; vouched: 'lock' | 'mirror' | null };
  /** By what a machine can start from it. */
  firmware: Firmware[];
  hosts: Description['hosts'];
  /** How many images the hosts take, in the bundle or from the network. */
  images: number;
  holds_secrets: boolean;
  /** Whether the overlays are. */
  encrypted: boolean;
  /** Of a medium with a bundle; `sbom` is the file that lists what is in it. */
  bundle?: NonNullable<Description['bundle']> & { sbom: string };
}

export interface Made {
  medium: MadeMedium | null;
  findings: Finding[];
  places: Places[];
}
