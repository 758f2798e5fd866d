import type { Path } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { describeSecret, isSecretSource } from '../../profile/secret.ts';
import type { Substitution, Untested } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

/** No one can answer prompts, so secrets that would be typed during installation come from files of the trial. */
export function secrets(host: Host, { passphraseFile, passwordFile }: Situation): Changed {
  const substitutions: Substitution[] = [];
  const untested: Untested[] = [];
  const replaced = (from: unknown, path: Path, file: string, what: string, why: string) => {
    substitutions.push(substitution(path, from, 'a secret of the trial', why, 'access', 'install', 'agent'));
    untested.push({ what, why });
    return { file };
  };
  const given = <Source extends object | undefined>(source: Source, path: Path, file: string, what: string) => {
    if (!source || isSecretSource(source)) return source;
    return 'prompt' in source
      ? replaced(source, path, file, `the question for ${what}`, 'the trial is unattended')
      : replaced(source, path, file, `${what} on a medium`, 'that medium is not attached');
  };
  /** The installed system asks for it at every boot, and the trial types its own passphrase. */
  const typed = <Source extends object | undefined>(source: Source, path: Path) => {
    const what = 'the passphrase';
    if (!source || !isSecretSource(source)) return given(source, path, passphraseFile, what);
    const why = 'the trial types a passphrase of its own at boot and does not read yours';
    return replaced(describeSecret(source), path, passphraseFile, `${what} that you chose`, why);
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
  const passphrase = typed(encrypt?.passphrase, ['install', 'encrypt', 'passphrase']);
  if (encrypt?.overlay === 'encrypted')
    untested.push({ what: 'the encryption of the overlay', why: 'it is in a folder that only this user can open' });
  const install = encrypt ? { ...host.install, encrypt: { ...encrypt, passphrase } } : host.install;
  return { host: { ...host, access, install } as Host, substitutions, untested };
}
