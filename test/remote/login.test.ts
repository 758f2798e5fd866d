import { describe, expect, test } from 'vitest';
import { loginOf } from '../../src/remote/login/read.ts';

describe('how people log in to a host', () => {
  test('is its keys as they are, and its release of Alpine, whatever a login prints before', () => {
    const answer =
      'Welcome\nmkapkovl login 1\nmkapkovl alpine 3.19.1\nmkapkovl key ssh-ed25519 AAAA a b\nmkapkovl end\n';
    expect(loginOf(answer)).toEqual({ keys: ['ssh-ed25519 AAAA a b'], alpine: '3.19.1' });
  });

  test('is neither where there is none', () => {
    expect(loginOf('mkapkovl login 1\nmkapkovl end\n')).toEqual({ keys: [], alpine: undefined });
    expect(loginOf('mkapkovl login 1\nmkapkovl alpine edge\nmkapkovl end\n')).toEqual({ keys: [], alpine: undefined });
  });

  test.each([
    '',
    'Welcome\n',
    'mkapkovl login 1\nmkapkovl key ssh-ed25519 AA',
    'mkapkovl login 1\nmkapkovl end\nmore\n',
  ])('%j is no answer', (answer) => {
    expect(loginOf(answer)).toBeUndefined();
  });
});
