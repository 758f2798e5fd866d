import { expect, test } from 'vitest';
import { ageProblems } from '../../src/machine/age.ts';
import { factsSchema } from '../../src/machine/schema.ts';

const taken = '2026-01-02T03:04:05Z';

/** What is said about facts of a date, at a moment that is as many milliseconds after `taken`. */
function problems(date: string | null, limit: string, later: number) {
  const facts = factsSchema.parse({ schema: 1, date });
  const now = new Date(Date.parse(taken) + later);
  return ageProblems(facts, limit, now).map(({ code, message }) => `${code}: ${message}`);
}

const day = 24 * 60 * 60 * 1000;

test('facts are taken until they are as old as the profile allows', () => {
  expect(problems(taken, '30d', 0)).toEqual([]);
  expect(problems(taken, '30d', 30 * day)).toEqual([]);
});

test('facts are refused from then on, with the day on which they were collected', () => {
  const tooOld = 'facts-too-old: the facts were collected on 2026-01-02, more than 30d ago';
  expect(problems(taken, '30d', 30 * day + 1)).toEqual([tooOld]);
  expect(problems(taken, '30d', 3650 * day)).toEqual([tooOld]);
  expect(problems(taken, '9999d', 3650 * day)).toEqual([]);
});

test('a date in another time zone is the same moment', () => {
  expect(problems('2026-01-02T05:04:05+02:00', '1d', day)).toEqual([]);
  expect(problems('2026-01-02T05:04:05+02:00', '1d', day + 1)).toHaveLength(1);
});

test('facts from a clock that is ahead are not old', () => {
  expect(problems(taken, '1d', -2 * day)).toEqual([]);
});

test.each([null, '', 'last week'])('facts of the date %j have none', (date) => {
  expect(problems(date, '9999d', 0)).toEqual(['facts-undated: the facts have no date']);
});
