import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { folderWith } from '../support/run.ts';

export interface Seen {
  /** Rules that are broken, with the elements. */
  violations: { id: string; nodes: string[] }[];
  /** Rules that hold. */
  passes: string[];
  /** Whether the page is wider than the window. */
  tooWide: boolean;
  /** The colour behind the text. */
  background: string;
}

interface View {
  width: number;
  scheme: 'light' | 'dark';
}

/** What axe (Deque's rules of accessibility) finds in a page that Chromium shows. */
export function seenInBrowser(page: string, { width, scheme }: View): Seen {
  const cwd = folderWith();
  const file = path.join(cwd, 'page.html');
  writeFileSync(file, withAxe(page));
  const dom = execFileSync(
    'chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${path.join(cwd, 'user')}`],
      ...[`--window-size=${width},900`, `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`],
      ...['--virtual-time-budget=20000', '--dump-dom', `file://${file}`],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 25, timeout: 80_000 },
  );
  const [, found] = /<pre id="seen">(.*?)<\/pre>/s.exec(dom) ?? [];
  if (found === undefined) throw new Error('Chromium shows no result of axe');
  return JSON.parse(Buffer.from(found, 'base64').toString('utf8'));
}

/** A page forbids scripts; its copy for axe does not. All of it is shown, what is folded, too. */
function withAxe(page: string): string {
  const script = `
    for (const each of document.querySelectorAll('details')) each.open = true;
    axe.run({ resultTypes: ['violations', 'passes'] }).then(({ violations, passes }) => {
      const seen = {
        violations: violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
        passes: passes.map(({ id }) => id),
        tooWide: document.documentElement.scrollWidth > window.innerWidth,
        background: getComputedStyle(document.body).backgroundColor,
      };
      const pre = document.createElement('pre');
      pre.id = 'seen';
      pre.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(seen))));
      document.body.append(pre);
    });`;
  return page
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('</body>', () => `<script>${axe.source}</script><script>${script}</script></body>`);
}
