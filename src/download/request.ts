import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { connectionFault, DownloadFault } from './fault.ts';
import type { DownloadOptions, Limits } from './options.ts';

/** The connections of a run, through the proxies that the environment names. */
export async function connectionsOf(
  { environment }: Pick<DownloadOptions, 'environment'>,
  { connect, silence }: Limits,
): Promise<EnvHttpProxyAgent> {
  const { EnvHttpProxyAgent } = await import('undici');
  // An empty text keeps undici from looking at the variables of this process.
  const named = (name: string) => environment[name.toLowerCase()] || environment[name] || '';
  try {
    return new EnvHttpProxyAgent({
      httpProxy: named('HTTP_PROXY'),
      httpsProxy: named('HTTPS_PROXY'),
      noProxy: named('NO_PROXY'),
      connect: { timeout: connect },
      headersTimeout: silence,
      bodyTimeout: silence,
    });
  } catch (thrown) {
    throw new DownloadFault('proxy', (thrown as Error).message);
  }
}

interface Request {
  url: string;
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
}

/**
 * Asks for an address and follows redirections, never from https to http: what a .sha256 file says would then be anyone's
 * on the way.
 */
export async function request(
  { url, method = 'GET', headers = {} }: Request,
  dispatcher: Dispatcher,
  { redirects }: Limits,
): Promise<Dispatcher.ResponseData> {
  const { request: ask } = await import('undici');
  let address = url;
  for (let followed = 0; ; followed++) {
    const answer = await ask(address, { method, headers, dispatcher }).catch((thrown: unknown) => {
      throw connectionFault(thrown);
    });
    const { location } = answer.headers;
    if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== 'string') return answer;
    await discard(answer);
    if (followed === redirects) throw new DownloadFault('final', `the server redirects more than ${redirects} times`);
    address = redirected(address, location);
  }
}

function redirected(from: string, location: string): string {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (!to || !['http:', 'https:'].includes(to.protocol))
    throw new DownloadFault('final', `the server redirects to ${location}, which is no web address`);
  if (to.protocol === 'http:' && new URL(from).protocol === 'https:')
    throw new DownloadFault('final', `the server redirects from https to ${to.href}, where anyone could change it`);
  return to.href;
}

/** Frees the connection of an answer whose content is not wanted. */
export async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}

/** Why an answer is not the file. */
export function refusalOf({ statusCode }: Dispatcher.ResponseData): DownloadFault {
  const again = statusCode >= 500 || statusCode === 408 || statusCode === 429;
  return new DownloadFault(again ? 'again' : 'final', `the server answers with status ${statusCode}`);
}

/** A header that should be there once. */
export function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function lengthOf(answer: Dispatcher.ResponseData): number | undefined {
  const text = headerOf(answer, 'content-length');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
