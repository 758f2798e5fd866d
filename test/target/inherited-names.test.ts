import { describe, expect, test } from 'vitest';
import { nearestOfFamily } from '../../src/guest/os-families.ts';
import { nearestKeymap } from '../../src/target/keymaps.ts';
import { damagedKey, hasSecondKey, unreadableOption } from '../../src/target/ssh-keys.ts';
import { nearestTimeZone } from '../../src/target/time-zones.ts';

describe.each(['constructor', 'valueOf', 'toString', '__proto__'])(
  'a word that every object of JavaScript has: %s',
  (word) => {
    test('is not the name of a keymap, a time zone or an operating system', () => {
      expect(nearestKeymap(`${word} ${word}`, '3.23')).toBeUndefined();
      expect(nearestTimeZone(word)).toBeUndefined();
      expect(nearestOfFamily(word, ['debian12'])).toBeUndefined();
      expect(nearestOfFamily(`${word}12`, ['debian12'])).toBeUndefined();
    });

    test('is not the type of an SSH key', () => {
      expect(damagedKey(`${word} AAAA`)).toBe('');
      expect(hasSecondKey(`ssh-ed25519 AAAA ${word} AAAA`)).toBe(false);
      expect(unreadableOption(`${word} AAAA`)).toMatchObject({ option: word });
    });
  },
);
