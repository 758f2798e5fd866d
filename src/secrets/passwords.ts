import type { Kind } from './kind.ts';

const word = 'passw(?:or)?d|passphrase';
const definition = (pattern: RegExp, ...hints: string[]): Kind => ({
  what: 'a password',
  class: 'definition',
  pattern,
  hints,
});
const text = (pattern: RegExp, ...hints: string[]): Kind => ({ ...definition(pattern, ...hints), class: 'text' });

/** `passwd="…"`, with single or double quotes, after the given text. */
const attribute = (before: string) =>
  new RegExp(`${before}(?<![\\w$-])(?:${word})\\s{0,20}=\\s{0,20}(["'])(?<secret>(?:(?!\\1)[^\\n]){1,512})\\1`, 'gi');

/** Passwords of any form, recognised by what precedes them; each with its source. */
export const passwordKinds: readonly Kind[] = [
  // libvirt, formatdomain and formatstorage: passwd= of graphics and of auth. Settings of other programs have the same
  // form.
  definition(attribute('<[\\w:-]{1,60}\\s[^<>]{0,2000}?'), 'passw', 'passphrase'),
  text(attribute(''), 'passw', 'passphrase'),
  // The text of an element; libvirt's <secret> is only a reference, by its attributes.
  definition(
    new RegExp(
      `<(?:[\\w-]{1,40}:)?(?:${word}|secret|token)(?:\\s[^<>]{0,500})?>\\s{0,200}(?<secret>[^<\\s][^<]{0,2000})<`,
      'gi',
    ),
    '<',
  ),
  // libvirt, drvqemu: QEMU's environment variables.
  definition(
    /\bname\s{0,20}=\s{0,20}["'][\w.-]{0,100}(?:passw(?:or)?d|passphrase|token|secret|_pass|_key)["']\s{1,200}value\s{0,20}=\s{0,20}(["'])(?<secret>(?:(?!\1)[^\n]){1,2000})\1/gi,
    'passw',
    'passphrase',
    'token',
    'secret',
    '_pass',
    '_key',
  ),
  // qemu(1), -object secret: data= is the secret, file= only names its file.
  definition(/(?<![\w-])secret,(?:[^\s"',]{0,200},){0,20}data=(?<secret>[^\s,"']{1,2000})/g, 'data='),
  definition(
    /"qom-type"\s{0,20}:\s{0,20}"secret"[^{}]{0,500}"data"\s{0,20}:\s{0,20}"(?<secret>[^"]{1,2000})"/g,
    'qom-type',
  ),
  definition(
    /"data"\s{0,20}:\s{0,20}"(?<secret>[^"]{1,2000})"[^{}]{0,500}"qom-type"\s{0,20}:\s{0,20}"secret"/g,
    'qom-type',
  ),
  // systemd.system-credentials(7), passed by SMBIOS (type 11) or fw_cfg.
  definition(
    /(?:credential(?:\.binary)?:|credentials\/)[\w.-]{0,100}(?:password|token|secret|key)[\w.-]{0,100}(?:=|,string=)(?<secret>[^\s"'<>,]{1,2000})/gi,
    'credential',
  ),
  // One of several options: -spice and -iscsi of QEMU, mount.cifs(8), queries of addresses, virt-install.
  text(new RegExp(`(?:^|[\\s,;?&"'{])(?:${word}|pass)=(?<secret>[^\\s,;&"'<>]{1,512})`, 'gim'), 'pass'),
  // netrc(5).
  text(
    /\bmachine\s{1,20}\S{1,256}\s{1,20}(?:login\s{1,20}\S{1,256}\s{1,20})?password\s{1,20}(?<secret>\S{1,256})/g,
    'machine',
  ),
  // An option of a command, such as mysql(1).
  text(
    /(?:^|[\s"'[,])--(?:[\w-]{1,40}-)?(?:passw(?:or)?d|passphrase|token)=["']?(?<secret>[^\s"',;|&<>\]]{1,512})/gim,
    'password=',
    'passwd=',
    'passphrase=',
    'token=',
  ),
  // sshpass(1), chpasswd(8), curl(1); the words of a command may be a list in JSON or YAML.
  text(/\bsshpass["']?[\s,]{1,20}["']?-p["']?[\s,]{0,20}["']?(?<secret>[^\s"',]{1,256})/g, 'sshpass'),
  text(
    /\becho\s{1,20}(?:-\w\s{1,20})?["']?[\w.-]{1,64}:(?<secret>[^\s"'|]{1,256})["']?\s{0,20}\|\s{0,20}(?:sudo\s{1,20}|doas\s{1,20})?chpasswd/g,
    'chpasswd',
  ),
  text(
    /\bcurl\b[^\n]{0,500}[\s"',[](?:-u|--user|-U|--proxy-user)["']?[ =,]{0,5}["']?[^\s:"'$,]{1,256}:(?<secret>[^\s"']{1,256})/g,
    'curl',
  ),
];
