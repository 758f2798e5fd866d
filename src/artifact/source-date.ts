/** ustar has eleven octal digits for a time, but readers with 32-bit times stop here. */
const latest = 2 ** 31 - 1;

/**
 * The time of every entry: SOURCE_DATE_EPOCH (reproducible-builds.org/specs/source-date-epoch), or 0. Undefined if it
 * is not set to a number of seconds.
 */
export function sourceDate({ SOURCE_DATE_EPOCH: seconds = '0' }: Readonly<Record<string, string | undefined>>) {
  if (seconds === '') return new Date(0);
  return /^\d{1,10}$/.test(seconds) && Number(seconds) <= latest ? new Date(Number(seconds) * 1000) : undefined;
}
