import type { Facts } from './schema.ts';

/** Computes something once for each set of facts, because large machines have more than a thousand functions. */
export function perFacts<Value>(compute: (facts: Facts) => Value): (facts: Facts) => Value {
  const known = new WeakMap<Facts, Value>();
  return (facts) => {
    if (!known.has(facts)) known.set(facts, compute(facts));
    return known.get(facts)!;
  };
}
