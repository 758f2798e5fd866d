import { Worker } from 'node:worker_threads';
import { SourceChanged } from '../source-changed.ts';
import { digestThread, type ThreadAnswer } from './digest-thread.ts';

/**
 * The sha256 of an open file, calculated by a thread of its own: hashing takes longer than copying does, and so takes no
 * time of its own. The file may not be closed before the digest is there, or stopped.
 */
export class BackgroundDigest {
  private readonly thread: Worker;
  private readonly result: Promise<string>;

  constructor(descriptor: number, size: number) {
    this.thread = new Worker(`(${digestThread.toString()})()`, { eval: true, workerData: { descriptor, size } });
    this.result = new Promise((resolve, reject) => {
      this.thread.on('message', (answer: ThreadAnswer) => {
        if (answer.kind === 'digest') resolve(answer.sha256);
        else if (answer.kind === 'short') reject(new SourceChanged());
        else reject(Object.assign(new Error(answer.message), { code: answer.code, syscall: answer.syscall }));
      });
      this.thread.on('error', reject);
      this.thread.on('exit', () => reject(new Error('the thread of a digest ended')));
    });
    // The error can come before the digest is asked for.
    this.result.catch(() => undefined);
  }

  /** In hexadecimal. Throws SourceChanged if the file is shorter, and what the system reports. */
  hex(): Promise<string> {
    return this.result;
  }

  /** When it is done with, also after an error: the file can be closed then. */
  async stop(): Promise<void> {
    await this.thread.terminate();
  }
}
