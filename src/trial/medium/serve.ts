import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Medium } from './medium.ts';

export interface Served {
  port: number;
  close(): Promise<void>;
}

/** Serves a medium's repositories over HTTP, on this machine alone and at any free port, for as long as a trial takes. */
export async function serve(medium: Medium, repositories: readonly string[]): Promise<Served> {
  const server = createServer((request, response) => answer(medium, repositories, request, response));
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

function answer(medium: Medium, repositories: readonly string[], request: IncomingMessage, response: ServerResponse) {
  const path = pathOf(request.url ?? '/');
  const inside = repositories.some((repository) => path?.startsWith(`${repository}/`));
  const file = inside && path ? medium.file(path) : undefined;
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

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://medium').pathname).slice(1);
  } catch {
    return undefined;
  }
}
