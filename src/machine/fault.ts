import type { z } from 'zod';

/** The first fault of JSON that does not match a schema, as a reason in a finding. */
export function faultOf({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join('.');
  if (!issue || !place) return 'it is not a JSON object with "schema": 1';
  const what = issue.message.replace(/^Invalid input(: )?/, '');
  return what === '' ? `the value of ${place} is missing or invalid` : `${place}: ${what}`;
}
