import fc from 'fast-check';
import { afterAll } from 'vitest';

/** How many times as many inputs as usual: MKAPKOVL_ANY_INPUT=100 tries a hundred times as many. */
const factor = Number(process.env.MKAPKOVL_ANY_INPUT ?? 1);

/** A day, where somebody asked for more than usual. */
export const timeout = factor > 1 ? 86_400_000 : 120_000;

/** Looks at many inputs, the same ones each time, and returns what is wrong with how the program takes them. */
export async function complaintsAbout<T>(
  inputs: fc.Arbitrary<T>,
  usual: number,
  complaints: (input: T) => Promise<string[]>,
): Promise<string[]> {
  const found = new Set<string>();
  const property = fc.asyncProperty(inputs, async (input) => {
    const began = performance.now();
    for (const each of await complaints(input)) {
      if (factor > 1) console.error(`${each}\n${JSON.stringify(input).slice(0, 3000)}`);
      found.add(each);
    }
    slowest = Math.max(slowest, performance.now() - began);
  });
  await fc.assert(property, { seed: Number(process.env.MKAPKOVL_ANY_SEED ?? 20261130), numRuns: usual * factor });
  return [...found];
}

let slowest = 0;
afterAll(() => {
  if (factor > 1) console.error(`the slowest input took ${Math.round(slowest)} ms`);
});
