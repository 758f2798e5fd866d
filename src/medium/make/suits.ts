import type { Medium } from '../../artifact/medium.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';
import { identify, type MediumFacts, misfit } from '../identify.ts';
import { readable } from '../open.ts';
import { packagesOn } from '../packages.ts';
import type { MediumHost } from './host.ts';
import { descriptionFile, initramfsFile } from './paths.ts';

/** What the medium is, if every host can start from it; or why not. */
export function suits(
  medium: Medium,
  hosts: readonly MediumHost[],
  { passphrase }: { passphrase?: string | undefined },
): MediumFacts | Problem {
  const where = { place: { file: medium.path } };
  if (medium.kind !== 'iso') {
    const reason = 'it is a folder; a medium is made from an ISO file';
    return problemAt('medium-not-alpine', where, { file: medium.path, reason });
  }
  return readable(medium.path, () => {
    if (medium.file(descriptionFile) ?? medium.file(initramfsFile))
      return problemAt('media-base-ours', where, { file: medium.path });
    for (const { alpine } of hosts) {
      const facts = identify(medium, alpine.arch);
      const wrong = 'code' in facts ? facts : misfit(medium, facts, alpine);
      if (wrong || 'code' in facts) return wrong ?? (facts as Problem);
      if (passphrase !== undefined && !packagesOn(medium, facts.repositories, alpine.arch).has('openssl'))
        return problemAt('media-no-openssl', where, { file: medium.path });
    }
    return identify(medium, hosts[0]!.alpine.arch);
  });
}
