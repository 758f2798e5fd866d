import { describe, expect, test } from 'vitest';
import { nearestTimeZone } from '#src/target/time-zones.ts';
import { reported } from '../../support/reported.ts';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'US/Eastern', 'Etc/GMT-2', 'EST5EDT', 'UTC'])(
    '%s is one of tzdata',
    async (timezone) => expect(await reported(`system: { timezone: ${timezone} }\n`)).toEqual([]),
  );

  test.each([
    ['Europe/Berln', 'Europe/Berlin'],
    ['Germany/Berlin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['Europe/Munich', 'Europe/Berlin'],
    ['America/San_Francisco', 'America/Los_Angeles'],
    ['Asia/Beijing', 'Asia/Shanghai'],
    ['CEST', 'Europe/Berlin'],
    ['Europe/berlin', 'Europe/Berlin'],
    ['UTC+2', 'Etc/GMT-2'],
    ['Europe/Kyiw', 'Europe/Kyiv'],
  ])('%s is none, and %s is meant', async (timezone, nearest) => {
    expect(await reported(`system: { timezone: "${timezone}" }\n`)).toEqual(['time-zone-unknown']);
    expect(nearestTimeZone(timezone)).toBe(nearest);
  });
});

describe('a host name with its domain', () => {
  const hosts = async (hostname: string, more = '') => {
    const files = await targetFiles(leastProfile.replace('hostname: least', `hostname: ${hostname}`) + more);
    return files['etc/hosts']?.split('\n')[0];
  };

  test.each([
    ['kvm1.lan.example', ''],
    ['kvm1.lan.example', 'system: { domain: lan.example }\n'],
    ['kvm1', 'system: { domain: lan.example }\n'],
  ])('%s %j has a full name and a short one', async (hostname, more) => {
    expect(await hosts(hostname, more)).toBe('127.0.0.1 kvm1.lan.example kvm1 localhost.localdomain localhost');
  });

  test('has one domain only', async () => {
    expect(await reported('hostname: kvm1.lan.example\nsystem: { domain: lan }\n')).toEqual(['two-domains']);
  });
});

test.each([
  ['ttyS0', 'console=ttyS0,115200'],
  ['ttyUSB0', 'console=ttyUSB0,115200'],
  ['"ttyS1,9600"', 'console=ttyS1,9600'],
  ['hvc0', 'console=hvc0'],
])('the console %s is %s to the kernel, as fast as its login prompt', async (name, option) => {
  const files = await targetFiles(`${leastProfile}system: { console: [tty0, ${name}] }\n`);
  expect(Object.values(files).join('\n')).toMatch(new RegExp(`${option}(['" ]|$)`, 'm'));
});

describe('what an example left open', () => {
  test.each([
    ['a serial number', 'install: { disk: { serial: CHANGE-ME-SERIAL } }'],
    ['another spelling', 'install: { disk: { serial: changeme } }'],
    ['a part of a text', 'files: { /etc/motd: { content: "Ask REPLACE_ME.\\n" } }'],
    ['a name in an address', 'alpine: { release: "3.23", mirror: "https://your-mirror-here/alpine" }'],
    ['a whole value', 'vms: { web: { memory: 1GiB, title: TODO } }'],
    ['in angle brackets', 'vms: { web: { memory: 1GiB, description: "<your text>" } }'],
  ])('is a warning: %s', async (_, line) => {
    expect(await reported(`${line}\n`)).toEqual(['placeholder']);
  });

  test.each([
    ['a word that begins alike', 'files: { /etc/motd: { content: "Do not exchange media.\\n" } }'],
    ['a note in a script', 'files: { /etc/own: { content: "# TODO: tidy up\\n" } }'],
    ['markup', 'files: { /etc/own: { content: "<a href=x>here</a>\\n" } }'],
    ['a variable of a script', 'files: { /etc/own: { content: "echo ${HOME}\\n" } }'],
  ])('is not %s', async (_, line) => expect(await reported(`${line}\n`)).toEqual([]));
});

test.each([
  ['[main, /media/usb/apks]', []],
  ['["https://mirror.lan/alpine/all"]', []],
  ['["https://mirror.lan/v3.23/main", "https://mirror.lan/v3.23/community/"]', []],
  ['["https://mirror.lan/v3.23/main"]', ['libvirt-needs-community']],
  ['[main]', ['libvirt-needs-community']],
])('repositories %s with libvirt', async (repositories, codes) => {
  const alpine = `alpine: { release: "3.23", repositories: ${repositories} }`;
  expect(await reported(`${alpine}\nlibvirt: { networks: { default: { address: 192.168.122.1/24 } } }\n`)).toEqual(
    codes,
  );
});
