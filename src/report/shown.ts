import { masked } from '../compare/mask.ts';
import { printable } from '../findings/excerpt.ts';

/** What HTML, like XML, cannot contain even escaped, beside control characters. */
const unprintable = /[\ufffe\uffff\p{Cs}]/gu;
const blot = '********';

/**
 * A report as it may be shown: secrets are masked, in each text and where one spans several of them. The only way from
 * a report to a page.
 */
export function shown<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return mapTexts(masked(value), clean) as Value;
  const safe = masked(value);
  if (typeof safe === 'object') return mapTexts(safe, clean) as Value;
  // A secret spans texts so that no data is left without it: only the smallest part that it is in is lost.
  const parts = Array.isArray(value)
    ? value.map(shown)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
  const found = JSON.stringify(parts) !== JSON.stringify(mapTexts(value, clean));
  return (found ? parts : mapTexts(value, () => blot)) as Value;
}

const clean = (text: string) => printable(text).replace(unprintable, '�');

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]));
}
