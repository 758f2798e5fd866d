import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Medium } from '../../artifact/medium.ts';

export interface Served {
  port: number;
  close(): Promise<void>;
}

/** What is served: folders of the medium by the path that they have on the server. */
export type Shares = ReadonlyMap<string, string>;

/** The medium's own repository is what a mirror calls main; others keep their names. */
export function sharesOf(repositories: readonly string[], release: string): Shares {
  return new Map(repositories.map((folder, index) => [index === 0 ? `v${release}/main` : folder, folder]));
}

/** Serves a medium's repositories over HTTP, on this machine alone and at any free port, for as long as a trial takes. */
export async function serve(medium: Medium, shares: Shares): Promise<Served> {
  const server = createServer((request, response) => answer(medium, shares, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Whoever forgets to close it is not kept from ending.
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

/** What cannot be read is not there: a damaged medium is no reason to end. */
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
