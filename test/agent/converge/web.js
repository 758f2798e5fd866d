// A web server with faults, for tests: serves the files of a folder, and prints its port. The first part of an address
// says what goes wrong: /well/FILE, /cut/FILE (every second answer ends in the middle), /slow/FILE (in small pieces),
// /wrong/FILE (other bytes of the same length), and 404 for all else.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const folder = process.argv[2];
let answers = 0;

function content(address) {
  const [, fault, name = ''] = address.split('/');
  if (!['well', 'cut', 'slow', 'wrong'].includes(fault)) return {};
  const bytes = readFileSync(path.join(folder, path.basename(name)));
  return { fault, bytes: fault === 'wrong' ? Buffer.alloc(bytes.length, 'x') : bytes };
}

async function send({ fault, bytes }, response) {
  if (fault === 'cut' && answers++ % 2 === 0) {
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    return;
  }
  const step = fault === 'slow' ? Math.ceil(bytes.length / 20) : bytes.length;
  for (let at = 0; at < bytes.length; at += step) {
    response.write(bytes.subarray(at, at + step));
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 5));
  }
  response.end();
}

const server = createServer((request, response) => {
  const found = content(request.url);
  if (!found.bytes) return void response.writeHead(404).end();
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const { length } = found.bytes;
  if (from >= length) return void response.writeHead(416).end();
  const bytes = found.bytes.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': bytes.length,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${length - 1}/${length}` } : {}),
  });
  console.log(`${request.url} ${from}`);
  void send({ fault: found.fault, bytes }, response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
