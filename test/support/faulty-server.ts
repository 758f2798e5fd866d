import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => void;

export interface FaultyServer {
  address: string;
  /** The files, by path. */
  files: Record<string, Buffer | string>;
  /** Faults by path, each for one request; the last stays. Undefined is an answer as it should be. */
  faults: Record<string, (Fault | undefined)[]>;
  /** Requests, as METHOD PATH [RANGE]. */
  requests: string[];
}

/** A web server of this test, with ETag and Range, whose faults are switched on one by one. */
export async function faultyServer(files: FaultyServer['files'] = {}): Promise<FaultyServer> {
  const served: FaultyServer = { address: '', files, faults: {}, requests: [] };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range } = request.headers;
    served.requests.push([request.method, path, ...(range ? [range] : [])].join(' '));
    const queue = served.faults[path] ?? [];
    const fault = queue.length > 1 ? queue.shift() : queue[0];
    const content = served.files[path];
    if (content === undefined && !fault) return void response.writeHead(404).end('not here');
    (fault ?? sound)(request, response, Buffer.from(content ?? ''));
  });
  served.address = await listening(server);
  return served;
}

export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tag = (content: Buffer) => `"${content.length}-${content.subarray(0, 8).toString('hex')}"`;

function sound(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const condition = request.headers['if-range'];
  const resumes = from !== undefined && (condition === undefined || condition === tag(content));
  if (resumes && Number(from) >= content.length) return void response.writeHead(416).end();
  const start = resumes ? Number(from) : 0;
  response.writeHead(resumes ? 206 : 200, {
    etag: tag(content),
    'content-length': content.length - start,
    ...(resumes ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : content.subarray(start));
}

/** Sends what is asked for, but ends the connection after some bytes. */
export const cutAfter =
  (bytes: number): Fault =>
  (request, response, content) => {
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from);
    response.writeHead(start > 0 ? 206 : 200, {
      etag: tag(content),
      'content-length': content.length - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    response.write(content.subarray(start, start + bytes), () => response.socket?.end());
  };

export const status =
  (code: number): Fault =>
  (_, response) =>
    void response.writeHead(code).end('no');

/** A login page of a network, or an error page, with status 200. */
export const webPage: Fault = (_, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html>log in</html>');

export const redirect =
  (to: string): Fault =>
  (_, response) =>
    void response.writeHead(302, { location: to }).end();

/** Accepts the request, and never answers. */
export const silence: Fault = () => undefined;

/** One byte after the other, for as long as somebody listens. */
export const trickle: Fault = (_, response, content) => {
  response.writeHead(200, { 'content-length': content.length });
  const timer = setInterval(() => response.write('x'), 5);
  response.on('close', () => clearInterval(timer));
};

/** Ignores Range, as simple servers do, and has no ETag. */
export const plain: Fault = (_, response, content) =>
  void response.writeHead(200, { 'content-length': content.length }).end(content);
