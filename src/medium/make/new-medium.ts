import type { Medium } from '../../artifact/medium.ts';
import { sourceDate } from '../../artifact/source-date.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { MediumFacts } from '../identify.ts';
import type { OverlayFile } from './additions.ts';
import { type Description, describe } from './description.ts';
import { type Destination, destination } from './destination.ts';
import { firmwareOf } from './firmware.ts';
import type { MediumHost } from './host.ts';
import type { MadeMedium, MakeOptions } from './options.ts';

/** What is known of a new medium, of whatever kind, before anything is written. */
export interface NewMedium extends Destination {
  hosts: MediumHost[];
  /** Of the files on it. */
  time: Date;
  encrypted: boolean;
  description: Description;
  /** What is said of it when it was made. */
  about: Pick<MadeMedium, 'firmware' | 'hosts' | 'images' | 'holds_secrets' | 'encrypted'>;
  /** Of the file: what has a secret and is not encrypted is its owner's alone. */
  mode: number;
}

export function newMedium(
  medium: Medium,
  { version: release }: MediumFacts,
  overlays: readonly OverlayFile[],
  options: MakeOptions,
  bundle?: Bundle,
): NewMedium {
  const { environment, version, passphrase, kind } = options;
  const hosts = overlays.map(({ host }) => host);
  const encrypted = passphrase !== undefined;
  const alpine = { version: release, arch: hosts[0]!.alpine.arch };
  const secret = overlays.some(({ built }) => built.holds_secrets);
  const description = describe(overlays, { version, alpine, encrypted, bundle: bundle?.summary });
  return {
    ...destination(medium, hosts, options),
    hosts,
    time: sourceDate(environment) ?? new Date(0),
    encrypted,
    description,
    about: {
      ...{ firmware: firmwareOf(medium, kind), hosts: description.hosts, images: description.images },
      ...{ holds_secrets: secret, encrypted },
    },
    mode: secret && !encrypted ? 0o600 : 0o644,
  };
}
