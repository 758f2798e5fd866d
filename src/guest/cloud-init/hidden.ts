import { scriptSecretIn } from '../../secrets/find.ts';
import { harmless, secretKeys } from './literals.ts';
import { decoded, unpacked } from './packed.ts';

/** As in PyYAML: a key at the beginning of a line or in braces, and the rest of the line. */
const setting = new RegExp(
  `^[ \\t{-]*["']?(${[...secretKeys].join('|')})["']?[ \\t]*:[ \\t]+["']?([^\\s"'{}[\\]%$#][^\\s"',}]*)`,
  'gim',
);

/**
 * The first secret in user data that is not a single cloud-config document: a template, an archive, MIME parts, a
 * script, or any of these compressed. Such a text is searched, not interpreted as by cloud-init.
 */
export function hiddenSecret(content: Buffer): string | undefined {
  const text = unpacked(content).toString('utf8');
  const inside = decoded(text);
  return settingIn(text) ?? (scriptSecretIn(text) ?? scriptSecretIn(inside))?.what ?? settingIn(inside);
}

function settingIn(text: string): string | undefined {
  if (/^#!/.test(text)) return undefined;
  for (const [, key, value] of text.matchAll(setting))
    if (!harmless.test(value!)) return `the value of ${key!.toLowerCase()}`;
  return undefined;
}
