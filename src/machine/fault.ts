import type { z } from 'zod';

type Issue = z.ZodError['issues'][number];

/** The first fault of JSON that does not match a schema, as a reason in a finding. */
export function faultOf({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join('.');
  if (!issue || !place) return 'it is not a JSON object with "schema": 1';
  return ofTheLibrary.test(issue.message) ? `${place} ${faultIn(issue)}` : `${place}: ${issue.message}`;
}

/** Messages that no schema of ours has. */
const ofTheLibrary = /^(Invalid |Too small|Too big|Unrecognized )/;

/** Kinds of values, as people call them who write JSON. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'null',
};

function faultIn(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      // Only the message says what was there.
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `should be ${kinds[issue.expected] ?? 'another value'}`;
    case 'invalid_value':
      return `should be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `should be at least ${issue.minimum}`;
    case 'too_big':
      return `should be at most ${issue.maximum}`;
    case 'invalid_format':
      return 'does not have the form that such a value has';
    default:
      return 'is missing or invalid';
  }
}
