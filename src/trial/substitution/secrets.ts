import type { Path } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';
import { isSecretSource } from '../../profile/secret.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

/** Nobody is there to be asked, so what would be typed at install comes from files of the trial's own. */
export function secrets(host: Host, { passphraseFile, passwordFile }: Situation): Changed {
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const given = <Source extends object | undefined>(source: Source, path: Path, file: string, what: string) => {
    if (!source || isSecretSource(source)) return source;
    const to = { file };
    const asked = 'prompt' in source;
    const why = asked ? 'nobody is there to be asked' : 'that medium is not there';
    substitutions.push({ ...substitution(path, source, 'a secret of the trial', why, 'access', 'install', 'agent') });
    untested.push({ what: asked ? `the question for ${what}` : `${what} on a medium`, why });
    return to;
  };

  const { root, users } = host.access;
  const { encrypt } = host.install;
  const access = {
    ...host.access,
    root: {
      ...root,
      password: given(root.password, ['access', 'root', 'password'], passwordFile, 'the password of root'),
    },
    users: Object.fromEntries(
      Object.entries(users).map(([name, user]) => {
        const path = ['access', 'users', name, 'password'];
        return [name, { ...user, password: given(user.password, path, passwordFile, `the password of ${name}`) }];
      }),
    ),
  };
  const passphrase = given(encrypt?.passphrase, ['install', 'encrypt', 'passphrase'], passphraseFile, 'the passphrase');
  const install = encrypt ? { ...host.install, encrypt: { ...encrypt, passphrase } } : host.install;
  return { host: { ...host, access, install } as Host, substitutions, untested };
}
