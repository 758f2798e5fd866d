import { serialNumbersCommand } from '../machine/contract.ts';
import type { Imported } from './imported.ts';
import { merged } from './merged.ts';
import { type Comments, yamlText } from './print.ts';
import { hostAround, type Section } from './rest-of-profile/host.ts';
import { inPools } from './rest-of-profile/volumes.ts';

/**
 * A complete profile around imported guests, which passes check. What cannot be known here (the name, the disk, the
 * ports) is a placeholder with a comment.
 */
export function profileText(imported: Imported): string {
  const vms = inPools(imported.vms);
  const profile: Section = { ...merged(hostAround(vms), imported.restOfProfile), vms };
  return `${heading}\n${yamlText(profile, commentsOf(profile))}`;
}

const heading = [
  '# A profile around imported guests. Replace the placeholders (TODO), and boot a medium of the release named here.',
  '# mkapkovl check lists what is wrong with it; docs/profile.md describes all keys.',
].join('\n');

function commentsOf(profile: Section): Comments {
  const { network, libvirt } = profile as { network?: { interfaces?: object }; libvirt?: Record<string, object> };
  const bridges = Object.keys(network?.interfaces ?? {});
  const all: Record<string, readonly string[]> = {
    hostname: ['', 'TODO: the name of the machine'],
    access: ['', 'TODO: the installer asks for a password at the console; add authorized_keys: to log in by ssh.'],
    network: ['', `TODO: the network cards of this machine${bridges.length > 1 ? ', one for each bridge' : ''}`],
    tuning: ['', 'As many as the guests below need in total.'],
    install: ['', `TODO: the only disk that may be written to (its serial number: ${serialNumbersCommand})`],
    passthrough: ['', 'TODO: these are addresses of the old host. mkapkovl devices FACTS shows those of the new one.'],
    libvirt: ['', `TODO: ${Object.keys(libvirt ?? {}).join(' and ')} of the old host that the guests refer to`],
    vms: [''],
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(profile, key)));
}
