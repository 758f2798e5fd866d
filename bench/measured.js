import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Wall milliseconds and, where /proc is, peak memory in MiB of one run of a program, which must succeed. */
export function measured(program, words, options) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, words, options);
    let peak = 0;
    const watch = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      } catch {
        // It has just ended, or this is not Linux.
      }
    }, 5);
    child.on('exit', (code) => {
      clearInterval(watch);
      const milliseconds = performance.now() - start;
      if (code === 0) resolve({ milliseconds, peak });
      else reject(new Error(`${program} ${words.join(' ').slice(0, 100)} ended with ${code}`));
    });
  });
}
