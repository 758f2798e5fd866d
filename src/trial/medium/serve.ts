import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Medium } from '../../artifact/medium.ts';

export interface Served {
  port: number;
  close(): Promise<void>;
}

/** The served folders of the medium, by their path on the server. */
export type Shares = ReadonlyMap<string, string>;

/** The medium's own repository is called main, as on a mirror; others keep their names. */
export function sharesOf(repositories: readonly string[], release: string): Shares {
  return new Map(repositories.map((folder, index) => [index === 0 ? `v${release}/main` : folder, folder]));
}

/** Serves a medium's repositories over HTTP, only on this machine, at any free port, for the duration of a trial. */
export async function serve(medium: Medium, shares: Shares): Promise<Served> {
  const server = createServer((request, response) => answer(medium, shares, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // An open server must not keep the program running.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(medium: Medium, shares: Shares, request: IncomingMessage, response: ServerResponse) {
  const path = pathOf(request.url ?? '/') ?? '';
  const [share, folder] = [...shares].find(([share]) => path.startsWith(`${share}/`)) ?? [];
  const file = share === undefined ? undefined : fileOf(medium, `${folder}${path.slice(share.length)}`);
  if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(file ? 405 : 404, { 'content-length': 0 }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.size });
  if (request.method === 'HEAD') return void response.end();
  const content = file.stream();
  content.on('error', () => response.destroy());
  response.on('close', () => content.destroy());
  content.pipe(response);
}

/** Treat unreadable files as missing: a damaged medium must not end the trial. */
function fileOf(medium: Medium, path: string) {
  try {
    return medium.file(path);
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://medium').pathname).slice(1);
  } catch {
    return undefined;
  }
}
