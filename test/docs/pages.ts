import { readdirSync, readFileSync } from 'node:fs';

/** A fenced example of a page; one that cannot run says why in a comment before it. */
export interface Example {
  language: string;
  text: string;
  reason: string | undefined;
}

export interface Page {
  file: string;
  text: string;
  examples: Example[];
}

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'overlays/agent/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.md') ? [`docs/${name}`] : [],
  ),
];

/** Every page for people, by its path. */
export const pages: Page[] = files.map((file) => {
  const text = readFileSync(file, 'utf8');
  return { file, text, examples: examplesOf(text) };
});

function examplesOf(text: string): Example[] {
  return [...text.matchAll(/(?:^<!-- no-run: (.+?) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    reason: match[1],
    language: match[2]!,
    text: match[3]!,
  }));
}

/** A page without its examples: what is left are words, headings and links. */
export function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(text: string): string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  const slugs = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
