import type { Finding } from '../../src/findings/finding.ts';

/** A finding as `check` makes them. */
export const finding: Finding = {
  code: 'unknown-key',
  class: 'profile',
  severity: 'error',
  message: 'unknown key "bad"',
  remedy: 'Did you mean "bond"?',
  file: 'hosts/kvm1.yaml',
  line: 5,
  column: 3,
  path: '/bad',
};
