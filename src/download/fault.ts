import { reasonOf } from '../profile/read.ts';

/** Why a download ended: another try may help (`again`), or none does. */
export class DownloadFault extends Error {
  readonly kind: 'again' | 'final' | 'other-file' | 'no-space' | 'cache' | 'proxy';
  /** The file of a local mirror that it is about. */
  readonly file: string | undefined;

  constructor(kind: DownloadFault['kind'], message: string, file?: string) {
    super(message);
    this.kind = kind;
    this.file = file;
  }
}

const words: Record<string, string> = {
  UND_ERR_CONNECT_TIMEOUT: 'the server does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the server accepts the connection, but does not answer',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the connection was cut',
  UND_ERR_ABORTED: 'the connection was cut',
  ECONNRESET: 'the connection was cut',
  ECONNREFUSED: 'the server refuses the connection',
  ENOTFOUND: 'there is no server of that name',
  EAI_AGAIN: 'the name of the server cannot be looked up',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

/** Faults that another try does not mend. */
const lasting = ['ENOTFOUND', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'];

/** The fault of a connection. */
export function connectionFault(thrown: unknown): DownloadFault {
  if (thrown instanceof DownloadFault) return thrown;
  const { code, cause } = thrown as { code?: string; cause?: { code?: string } };
  const found = code ?? cause?.code ?? '';
  return new DownloadFault(lasting.includes(found) ? 'final' : 'again', words[found] ?? reasonOf(thrown));
}

/** The fault of a system call on a file of the cache. */
export function fileFault(thrown: unknown): DownloadFault {
  if (thrown instanceof DownloadFault) return thrown;
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (typeof syscall !== 'string') throw thrown;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new DownloadFault(full ? 'no-space' : 'cache', reasonOf(thrown));
}
