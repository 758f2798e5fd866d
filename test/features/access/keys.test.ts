import { describe, expect, test } from 'vitest';
import { findingsFor } from '../../support/reported.ts';

// Keys made for this test; their private halves are gone.
const ana = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINAKm6CQM5r9uGh0BY6WL+F29mnP/5FfHwIBR5GVhThR ana@desk';
const bob = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKYjzoMzUxjljUSITgy+wmmsN6Kzq4PaPz0HSZo4egBm bob@desk';

const withKeys = (...keys: string[]) => findingsFor(`access: { root: { authorized_keys: ${JSON.stringify(keys)} } }\n`);

/** What OpenSSH 9.2's sshd did with such a line: it let the second key, or this one, not log in. */
describe('a line with which a key is lost', () => {
  test.each([
    ['a blank between two keys', `${ana} ${bob}`],
    ['a comma and a blank', `${ana}, ${bob}`],
    ['a comma only', `${ana},${bob}`],
    ['a comment of several words', `${ana} at home ${bob}`],
    ['options before the first', `from="10.0.0.0/8" ${ana} ${bob}`],
    ['no comment before the second', `${ana.split(' ').slice(0, 2).join(' ')} ${bob}`],
  ])('two keys in one text, with %s', async (_between, line) => {
    const [found, ...others] = await withKeys(line);
    expect(found).toMatchObject({ code: 'access-keys-in-one-text', path: '/access/root/authorized_keys/0' });
    expect(others).toEqual([]);
  });

  test.each([
    ['form="10.0.0.0/8"', 'form', 'Did you mean from'],
    ['comand="ls"', 'comand', 'Did you mean command'],
    ['no-ptty', 'no-ptty', 'Did you mean no-pty'],
    ['from="10.0.0.1",restricted', 'restricted', 'Did you mean restrict'],
    ['no-restrict', 'no-restrict', 'Did you mean'],
    ['ana@desk', 'ana@desk', 'after the key'],
    ['from=10.0.0.1', 'from', 'in double quotes'],
    ['command=ls', 'command', 'in double quotes'],
    ['no-pty, no-agent-forwarding', 'no-agent-forwarding', 'without blanks'],
    ['restrict, from="10.0.0.1"', 'from', 'without blanks'],
  ])('an option that sshd cannot read: %s', async (options, option, remedy) => {
    const [found, ...others] = await withKeys(`${options} ${ana}`);
    expect(found).toMatchObject({ code: 'access-key-option-unreadable' });
    expect(found!.message).toContain(option);
    expect(found!.remedy).toContain(remedy);
    expect(others).toEqual([]);
  });
});

describe('a line that sshd accepts', () => {
  test.each([
    'from="10.0.0.0/8,192.168.1.*"',
    'FROM="10.0.0.0/8"',
    'restrict,pty,command="echo \\"a b\\", c"',
    `command="echo ${bob}"`,
    'no-port-forwarding,no-X11-forwarding,no-agent-forwarding,no-pty,no-user-rc',
    'no-touch-required,verify-required',
    'expiry-time="20300101",environment="A=b",tunnel="0",permitopen="localhost:80",permitlisten="80"',
    'cert-authority,principals="ana"',
    'no-pty,',
  ])('with options: %s', async (options) => {
    // The second opens a shell, which a command does not.
    expect(await withKeys(`${options} ${ana}`, bob)).toEqual([]);
  });

  test.each([`${ana} ssh-ed25519`, `${ana}, ssh-rsa AAAA`, `${ana} and more`])('with a comment: %s', async (line) => {
    expect(await withKeys(line)).toEqual([]);
  });

  test('and two keys as two items', async () => {
    expect(await withKeys(ana, bob)).toEqual([]);
  });
});
