/** Numbers and switches as the profile has them; any other text stays, for the schema to refuse. */
export const numberOf = (text: string | undefined) =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;

export const booleanOf = (text: string | undefined, yes = 'yes', no = 'no') =>
  text === yes ? true : text === no ? false : text;

/** Without keys that have no value. */
export function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
