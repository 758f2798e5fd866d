/** Milliseconds of work after which signals are looked for; with the work between two calls, below what people notice. */
const longest = 40;

let last = performance.now();

/** Lets the event loop turn if it has not for a while. Long work calls it between its parts, so that a signal can end it. */
export async function turn(): Promise<void> {
  if (performance.now() - last < longest) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  last = performance.now();
}
