import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { alpinesName } from '../../target/other-names.ts';
import { problem } from './codes.ts';

/** apk adds none of the packages if one of them does not exist. A repository of the user's may have any name. */
export function check({ packages, alpine: { repositories } }: Host): Problem[] {
  if (repositories.some((each) => each !== 'main' && each !== 'community')) return [];
  return packages.flatMap((text, index) => {
    const name = /^[^<>=~]+/.exec(text)?.[0] ?? text;
    const here = alpinesName(name);
    return here ? [problem('package-of-another-distribution', ['packages', index], { name, here })] : [];
  });
}
