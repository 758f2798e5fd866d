import { describe, expect, test } from 'vitest';
import { isKeymap, nearestKeymap } from '../../src/target/keymaps.ts';

describe('the keymaps of kbd-bkeymaps', () => {
  test.each(['us us', 'gb gb', 'de de-nodeadkeys', 'de de-T3', 'fi fi-kotoistus', 'jp jp-OADG109A', 'brai brai'])(
    'include %s in every release',
    (keymap) => {
      expect(isKeymap(keymap, '3.19')).toBe(true);
      expect(isKeymap(keymap, '3.23')).toBe(true);
    },
  );

  test('differ between releases', () => {
    expect([isKeymap('us us-mac-iso', '3.19'), isKeymap('us us-mac-iso', '3.23')]).toEqual([false, true]);
  });

  test.each(['uk uk', 'fi fi', 'pk pk-ara', 'tr qwerty', 'de nodeadkeys', 'constructor constructor'])(
    'do not include %s',
    (keymap) => {
      expect(isKeymap(keymap, '3.23')).toBe(false);
    },
  );
});

describe('the nearest keymap', () => {
  test.each([
    ['uk uk', 'gb gb'],
    ['uk uk-dvorak', 'gb gb-dvorak'],
    ['de nodeadkeys', 'de de-nodeadkeys'],
    ['de de_nodeadkeys', 'de de-nodeadkeys'],
    ['de-latin1 de-latin1', 'de de'],
    ['de-latin1-nodeadkeys de-latin1-nodeadkeys', 'de de-nodeadkeys'],
    ['fr fr-latin1', 'fr fr'],
    ['fr fr-latin9', 'fr fr-latin9'],
    ['fi fi', 'fi fi-kotoistus'],
    ['sv sv-latin1', 'se se'],
    ['br br-abnt2', 'br br'],
    ['dvorak dvorak', 'us us-dvorak'],
    ['colemak colemak', 'us us-colemak'],
    ['jp106 jp106', 'jp jp'],
    ['us us-itnl', 'us us-intl'],
    ['tr qwerty', 'tr tr'],
    ['cz cz-qwertz', 'cz cz'],
  ])('to %s is %s', (keymap, nearest) => {
    const found = nearestKeymap(keymap, '3.23');
    expect(found?.keymap).toBe(nearest);
    expect(isKeymap(nearest, '3.23')).toBe(true);
    expect(found?.variants).toContain(nearest.split(' ')[1]);
  });

  test('to what is like none is none', () => {
    expect(nearestKeymap('qwertyuiop zzz', '3.23')).toBeUndefined();
  });
});
