import * as z from 'zod';

// Every schema imports this module, so this runs before the first of them is made: by default zod compiles a validator
// for each object on first use, which takes longer than validating a profile.
z.config({ jitless: true });

/**
 * The named formats of the profile. The zod message of each consists of what was expected and what to write instead,
 * separated by a newline; profile/issues.ts turns the two into a finding's message and remedy. `mistake` returns such a
 * message for a text of which more is known.
 */
export function format(
  pattern: RegExp,
  expected: string,
  remedy: string,
  example: string,
  mistake: (text: string) => string | undefined = () => undefined,
) {
  const general = `${expected}\n${remedy}`;
  return z
    .string(general)
    .regex(pattern, { error: ({ input }) => (typeof input === 'string' ? mistake(input) : undefined) ?? general })
    .meta({ examples: [example] });
}

/** An integer between two bounds, with its description. */
export const number = (low: number, high: number, what: string) =>
  z
    .int(`${what}\nWrite a whole number from ${low} to ${high}.`)
    .min(low, `${what}\nWrite a whole number from ${low} to ${high}.`)
    .max(high, `${what}\nWrite a whole number from ${low} to ${high}.`);
