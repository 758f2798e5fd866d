const truths: Record<string, boolean> = Object.fromEntries([
  ...['y', 'yes', '1', 'true', 't', 'on'].map((word) => [word, true]),
  ...['n', 'no', '0', 'false', 'f', 'off'].map((word) => [word, false]),
]);

/** yes or no, as virt-install reads it; undefined for anything else. */
export function truth(value: string): boolean | undefined {
  return Object.hasOwn(truths, value.toLowerCase()) ? truths[value.toLowerCase()] : undefined;
}
