/** Bytes for people: disks are sold in powers of 1000, memory in powers of 1024. */
export function capacity(bytes: number | null, base: 1000 | 1024 = 1000): string {
  if (bytes === null) return '';
  const units = base === 1000 ? ['B', 'kB', 'MB', 'GB', 'TB'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= base && unit < units.length - 1) [value, unit] = [value / base, unit + 1];
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}
