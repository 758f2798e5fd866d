const factors: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** The bytes of a size such as `4096MiB` (profile/scalars.ts `size`). */
export function parseSize(text: string): number {
  const match = /^(\d+)([A-Za-z]+)$/.exec(text);
  const factor = match && factors[match[2]!];
  if (!match || !factor) throw new Error(`not a size: ${text}`);
  return Number(match[1]) * factor;
}

/** The CPU numbers of a list such as `0,2,4-5`, ascending; a reversed range is empty. */
export function parseCpuList(text: string): number[] {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first] = part.split('-');
    for (let cpu = Number(first); cpu <= Number(last); cpu++) numbers.add(cpu);
  }
  return [...numbers].sort((a, b) => a - b);
}
