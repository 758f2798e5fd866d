import { literalIn, withoutLiterals } from '../secrets/find.ts';
import type { Imported, Leftover } from './imported.ts';

const names = /^(passw(or)?d|passphrase)$/i;
const elements = /^(.*:)?(passw(or)?d|passphrase|secret|token)$/i;
const variables = /passw(or)?d|passphrase|token|secret|_pass$|_key$/i;

/** Whether an attribute or a variable of this name holds a secret, or its value is one. */
export const isSecretAttribute = (name: string, value: string): boolean =>
  value !== '' && (names.test(name) || literalIn(`${name}=${value}`) !== undefined || isSecretValue(value));

/** Whether the text of an element does; libvirt's <secret> refers by its attributes alone. */
export const isSecretText = (name: string, text: string): boolean =>
  text !== '' && (elements.test(name) || isSecretValue(text));

export const isSecretVariable = (name: string | undefined): boolean => name !== undefined && variables.test(name);

export const isSecretValue = (value: string): boolean => literalIn(value) !== undefined;

/** What is reported of a secret that was found: where, and what to do, but not what it is. */
export function secretLost(where: string, offset: number): Leftover {
  return {
    kind: 'lost',
    where,
    value: 'not shown',
    why: 'a profile must not contain secrets',
    remedy:
      'For graphics write { password: { env: NAME } }. Put any other secret into a file of the target, or into a libvirt secret (virsh secret-define).',
    offset,
  };
}

/** The last check before output: removes passwords from URLs, and reports only the place of a secret. */
export function withoutSecrets(imported: Imported): Imported {
  const leftovers = imported.leftovers.map((each) => ({
    ...each,
    value: withoutLiterals(each.value),
    why: withoutLiterals(each.why),
    ...(each.remedy === undefined ? {} : { remedy: withoutLiterals(each.remedy) }),
    ...(each.fragment === undefined ? {} : { fragment: withoutLiterals(each.fragment) }),
  }));
  const clean = (value: unknown, path: string): unknown => {
    if (typeof value === 'string' && isSecretValue(value)) {
      leftovers.push(secretLost(path, 0));
      return withoutLiterals(value).replaceAll(':********@', '@');
    }
    if (Array.isArray(value)) return value.map((item, index) => clean(item, `${path}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item, `${path}/${key}`)]));
  };
  const vms = clean(imported.vms, 'vms') as Imported['vms'];
  const libvirt = imported.libvirt && {
    libvirt: clean(imported.libvirt, 'libvirt') as NonNullable<Imported['libvirt']>,
  };
  const restOfProfile = clean(imported.restOfProfile, 'profile') as Imported['restOfProfile'];
  return { vms, ...libvirt, restOfProfile, leftovers };
}
