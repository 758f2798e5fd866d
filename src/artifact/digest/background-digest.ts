import { Worker } from 'node:worker_threads';
import { SourceChanged } from '../source-changed.ts';
import { digestThread, type ThreadAnswer } from './digest-thread.ts';

/** Bytes, or those at a place of an open file. */
export type DigestPart = Uint8Array | { descriptor: number; start: number; size: number };

/**
 * The sha256 of parts, calculated by a thread of its own: hashing takes as long as copying does, and so takes no time of
 * its own. A file may not be closed before the digest is there, or stopped.
 */
export class BackgroundDigest {
  private readonly thread: Worker;
  private readonly result: Promise<string>;

  /** `progress` is called now and then with how many bytes are done. */
  constructor(progress?: (done: number) => void) {
    this.thread = new Worker(`(${digestThread.toString()})()`, { eval: true });
    this.result = new Promise((resolve, reject) => {
      this.thread.on('message', (answer: ThreadAnswer) => {
        if (answer.kind === 'done') progress?.(answer.bytes);
        else if (answer.kind === 'digest') resolve(answer.sha256);
        else if (answer.kind === 'short') reject(new SourceChanged());
        else reject(Object.assign(new Error(answer.message), { code: answer.code, syscall: answer.syscall }));
      });
      this.thread.on('error', reject);
      this.thread.on('exit', () => reject(new Error('the thread of a digest ended')));
    });
    // The error can come before the digest is asked for.
    this.result.catch(() => undefined);
  }

  add(part: DigestPart): void {
    this.thread.postMessage(part instanceof Uint8Array ? { bytes: part } : part);
  }

  /** In hexadecimal; nothing can be added after that. */
  hex(): Promise<string> {
    this.thread.postMessage('end');
    return this.result;
  }

  /** When it is done with, also after an error: the files can be closed then. */
  async stop(): Promise<void> {
    await this.thread.terminate();
  }
}
