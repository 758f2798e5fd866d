import { appendFile } from 'node:fs/promises';
import type { Dispatcher } from 'undici';
import { connectionFault, DownloadFault, fileFault } from './fault.ts';
import type { DownloadOptions, Limits, Wanted } from './options.ts';
import type { Partial } from './partial.ts';
import { discard, headerOf, lengthOf, refusalOf, request } from './request.ts';

interface Receiving {
  dispatcher: Dispatcher;
  limits: Limits;
  options: DownloadOptions;
}

/** One try: asks for what is missing of the file, and appends it. */
export async function receive(wanted: Wanted, partial: Partial, receiving: Receiving): Promise<void> {
  const { dispatcher, limits } = receiving;
  const had = partial.size();
  if (wanted.size !== undefined && had >= wanted.size && had > 0) return;
  const answer = await request({ url: wanted.url, headers: rangeOf(wanted, partial, had) }, dispatcher, limits);
  const start = startOf(answer, had);
  try {
    if (start === undefined) {
      await discard(answer);
      // The part may be longer than what the server has now.
      if (answer.statusCode === 416 || answer.statusCode === 206) partial.remove();
      throw answer.statusCode === 206 ? new DownloadFault('again', 'the server sent another part') : refused(answer);
    }
    const length = lengthOf(answer);
    const total = length === undefined ? undefined : start + length;
    if (total !== undefined && wanted.size !== undefined && total !== wanted.size)
      throw new DownloadFault('other-file', `it has ${total} bytes, not ${wanted.size}`);
    if (start === 0) partial.begin(validatorOf(answer));
    await append(answer, { wanted, partial, start, total }, receiving);
  } catch (thrown) {
    answer.body.destroy();
    throw thrown;
  }
}

function refused(answer: Dispatcher.ResponseData): DownloadFault {
  return answer.statusCode === 416
    ? new DownloadFault('again', 'the server has less of the file than before')
    : refusalOf(answer);
}

/**
 * With the digest known, whatever is put together wrongly is found out; without it, a part is continued only if the
 * server says that it still has the same file.
 */
function rangeOf({ sha256 }: Wanted, partial: Partial, had: number): Record<string, string> {
  const validator = partial.validator();
  if (had === 0 || (sha256 === undefined && validator === undefined)) return {};
  return { range: `bytes=${had}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };
}

/** From which byte on an answer has the file; undefined if it is no answer to use. */
function startOf(answer: Dispatcher.ResponseData, had: number): number | undefined {
  if (answer.statusCode === 200) return 0;
  const [, start] = /^bytes (\d+)-/.exec(headerOf(answer, 'content-range') ?? '') ?? [];
  return answer.statusCode === 206 && start !== undefined && Number(start) === had ? had : undefined;
}

function validatorOf(answer: Dispatcher.ResponseData): string | undefined {
  const tag = headerOf(answer, 'etag');
  return tag?.startsWith('"') ? tag : headerOf(answer, 'last-modified');
}

interface Appending {
  wanted: Wanted;
  partial: Partial;
  start: number;
  total: number | undefined;
}

async function append(
  { body }: Dispatcher.ResponseData,
  { wanted, partial, start, total }: Appending,
  { limits, options: { write = appendTo, progress } }: Receiving,
): Promise<void> {
  const most = wanted.size ?? limits.most;
  const pace = paceOf(limits);
  let size = start;
  const pieces = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await pieces.next().catch((thrown: unknown) => {
      throw connectionFault(thrown);
    });
    if (next.done) break;
    const piece = next.value as Buffer;
    size += piece.length;
    if (size > most) throw new DownloadFault('other-file', `it has more than ${most} bytes`);
    await write(partial.file, piece).catch((thrown: unknown) => {
      throw fileFault(thrown);
    });
    progress?.(wanted.url, size, total);
    pace(piece.length);
  }
  if (total !== undefined && size < total) throw new DownloadFault('again', 'the connection was cut');
}

const appendTo = (file: string, piece: Uint8Array) => appendFile(file, piece, { mode: 0o600 });

/** Gives up connections that bring almost nothing: silence alone does not show them. */
function paceOf({ slow: { bytes, within } }: Limits): (length: number) => void {
  let since = performance.now();
  let received = 0;
  return (length) => {
    received += length;
    const now = performance.now();
    if (now - since < within) return;
    if (received < bytes) throw new DownloadFault('again', `the server sent only ${received} bytes in ${within} ms`);
    since = now;
    received = 0;
  };
}
