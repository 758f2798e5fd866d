import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hiddenSecret } from '../../src/guest/cloud-init/hidden.ts';
import { literalSecrets } from '../../src/guest/cloud-init/literals.ts';

const hash = `$6$saltsalt$${'a'.repeat(86)}`;
const settings = '#cloud-config\npassword: correct-horse\n';
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const mime = (head: string, body: string) =>
  `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/cloud-config\n${head}\n${body}\n--b--\n`;

describe('in texts that are no single document of settings', () => {
  test.each([
    ['a template', `## template: jinja\n${settings}`, 'the value of password'],
    ['a part in MIME', mime('', settings), 'the value of password'],
    [
      'a part in MIME in base64',
      mime('Content-Transfer-Encoding: base64\n', base64(settings)),
      'the value of password',
    ],
    [
      'an archive',
      `#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    "password": x1\n`,
      'the value of password',
    ],
    ['a script with a hash', `#!/bin/sh\nusermod -p '${hash}' root\n`, 'the hash of a password'],
    ['a boothook with a hash of bcrypt', `#cloud-boothook\nx='$2b$12$${'a'.repeat(53)}'\n`, 'the hash of a password'],
    ['a script with a key', '#!/bin/sh\necho "-----BEGIN OPENSSH PRIVATE KEY-----"\n', 'a private key'],
    [
      'a script with a key of WireGuard',
      `#!/bin/sh\ncat <<X\nPrivateKey = ${'a'.repeat(43)}=\nX\n`,
      'a key of WireGuard',
    ],
  ])('the secret of %s is found', (_, text, what) => {
    expect(hiddenSecret(Buffer.from(text))).toBe(what);
    expect(hiddenSecret(gzipSync(text))).toBe(what);
  });

  test.each([
    ['what a template fills in', '## template: jinja\n#cloud-config\npassword: {{ ds.meta_data.word }}\npasswd: "*"\n'],
    ['a script that draws one', '#!/bin/sh\npassword: nothing\necho "root:$(mkpasswd)" | chpasswd\n'],
    ['a public key', `#cloud-boothook\necho ssh-ed25519 ${base64('k'.repeat(51))} ana\n`],
    ['what only begins like a packed text', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('%s is none', (_, text) => {
    expect(hiddenSecret(Buffer.from(text as string))).toBeUndefined();
  });

  test('a megabyte of blank lines is looked through at once', () => {
    const started = performance.now();
    expect(hiddenSecret(Buffer.from(`#cloud-boothook${'\n'.repeat(2 ** 20)}`))).toBeUndefined();
    expect(hiddenSecret(Buffer.from(`#cloud-boothook\n${'a'.repeat(2 ** 20)}`))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('among values', () => {
  test.each([
    [
      'a key in capitals',
      { users: [{ HASHED_PASSWD: hash }] },
      ['users', 0, 'HASHED_PASSWD'],
      'the value of HASHED_PASSWD',
    ],
    ['a command', { runcmd: [['useradd', '-p', hash, 'x']] }, ['runcmd', 0, 2], 'the hash of a password'],
    [
      'a file in base64',
      { write_files: [{ encoding: 'b64', content: base64(`root:${hash}:1::::\n`) }] },
      ['write_files', 0, 'content'],
      'the hash of a password',
    ],
    [
      'a file in base64 that is packed',
      { write_files: [{ encoding: 'gz+b64', content: base64(gzipSync(`root:${hash}:1::::\n`)) }] },
      ['write_files', 0, 'content'],
      'the hash of a password',
    ],
    [
      'what an installer of a cloud is told',
      { admin_pass: 'correct-horse' },
      ['admin_pass'],
      'the value of admin_pass',
    ],
  ])('the secret of %s is found', (_, values, path, what) => {
    expect(literalSecrets(values)).toEqual([{ path, what }]);
  });

  test('what a command or a file takes from elsewhere is none', () => {
    const values = {
      runcmd: [
        ['curl', '-u', 'ana:$PASSWORD', 'https://h/x'],
        ['useradd', '--password', '*', 'ana'],
        ['join', '--token', '--verbose'],
        ['join', '--token-file', '/run/token'],
        'export TOKEN="$(cat /run/token)"',
        'mysql --password=$PASSWORD db',
        'curl https://h/x:1/y',
        'sed -i "s/^PasswordAuthentication.*/PasswordAuthentication no/" /etc/ssh/sshd_config',
      ],
      write_files: [
        { path: '/etc/app/.env', content: 'DB_PASSWORD=CHANGE-ME\nTOKEN_FILE=/run/token\n' },
        { path: '/etc/ssh/sshd_config.d/x.conf', content: 'PasswordAuthentication no\n' },
      ],
      final_message: 'Ask for your password: it is secret.',
      packages: ['curl', 'sshpass'],
    };
    expect(literalSecrets(values)).toEqual([]);
  });

  test('sums and words that look a little like a hash are none', () => {
    const values = { runcmd: ['sed s/$1$/x/', 'echo $5$6', 'sha256sum -c', base64('nothing in here but words')] };
    expect(literalSecrets(values)).toEqual([]);
  });
});
