import type { Kind } from './kind.ts';

/** The endings of names of secret settings. */
const names = [
  'passw(?:or)?d\\d?',
  'passphrase',
  '(?<![A-Za-z])pass',
  'secret',
  'token',
  'psk',
  'pre_?-?shared_?-?key',
  '(?:secret|api|access|private|auth|encryption|signing|master)[_-]?key(?:[_-]base)?',
  'private_key_passwd',
  'wep_key\\d',
  '(?<=:)_auth',
].join('|');

/** Settings with names of secrets, in the forms of shells, INI files, YAML, JSON, wpa_supplicant and hostapd. */
const equals = new RegExp(
  `(?:^|[{,;])[ \\t]{0,200}(?:(?:export|set|declare -x|local|readonly)[ \\t]{1,20}|-[ \\t]{1,20})?["']?[\\w./:-]{0,100}(?:${names})["']?[ \\t]{0,100}:?=[ \\t]{0,100}(?<secret>"[^"\\n]{1,1000}"|'[^'\\n]{1,1000}'|[^\\s"'][^\\n]{0,1000})`,
  'gim',
);
/** After a colon, a single word or a quoted text: anything else is probably a sentence. */
const colon = new RegExp(
  `(?:^|[{,])[ \\t]{0,200}(?:-[ \\t]{1,20})?["']?[\\w./-]{0,100}(?:${names})["']?[ \\t]{0,20}:[ \\t]{0,100}(?<secret>"[^"\\n]{1,1000}"|'[^'\\n]{1,1000}'|[^\\s"'{}[\\],#|>&*!][^\\s"',}]{0,500})(?=[ \\t]{0,20}(?:[,}\\]].{0,500}|#.{0,500})?\\r?$)`,
  'gim',
);

const hints = ['pass', 'secret', 'token', 'psk', 'key', '_auth'];
const setting = (pattern: RegExp): Kind => ({ what: 'a password or token', class: 'text', pattern, hints });

/** `NAME=value`, as in shells. */
export const assignmentKind: Kind = setting(equals);
export const settingKinds: readonly Kind[] = [assignmentKind, setting(colon)];

/** Placeholders: a reference to a secret, a word for none, or a place to fill in. */
const placeholders = new RegExp(
  [
    '',
    'yes|no|true|false|on|off|none|null|nil|undefined|default|auto|never|always|optional|required|requisite|sufficient',
    'disabled?|enabled?|prompt|ask|include|plain|files?( .*)?|compat( .*)?|db|ldap|sss|nis|systemd|crypt|pam|env|md5|sha\\d+',
    'string|str|text|bytes|number|int|integer|bool|boolean|any|\\d{1,3}',
    '[*.x_-]+|(secret|password|passwd|passphrase|token|api_?key|dummy|placeholder|redacted|hidden)',
    '(change|replace|insert|put|fill|your|my|example|todo|fixme|put)[-_ ]?(me|it|this|in|your|here|password|secret|token|key)?([-_ .].*)?',
    '<.*|\\$.*|%.*|\\{.*|@.*@|`.*|/.*|~/.*|(an?|the) .*|\\\\.*|\\./.*|(file|env|vault|cmd|pass|secret):.*|.*\\(.*|(self|this|process|os|config|args|options|params)\\..*',
  ]
    .map((part) => `(?:${part})`)
    .join('|')
    .replace(/^(.*)$/s, '^(?:$1)$'),
  'is',
);

/** Whether a value is itself a secret. */
export function isValue(text: string): boolean {
  const plain = text
    .trim()
    .replace(/^(["'])(.*)\1.*$/s, '$2')
    .replace(/\s+#.*$/, '')
    .replace(/[;,]$/, '')
    .trim();
  return plain.length > 2 && !placeholders.test(plain);
}
