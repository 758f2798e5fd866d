import type { Section } from './rest-of-profile/host.ts';

/** Merges maps key by key; the second one wins. */
export function merged(first: Section, second: Section): Section {
  const result = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const own = result[key];
    result[key] = isMap(own) && isMap(value) ? merged(own, value) : (value ?? own);
  }
  return result;
}

const isMap = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
