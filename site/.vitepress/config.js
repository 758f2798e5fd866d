import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitepress';

const root = path.resolve(import.meta.dirname, '../..');
/** The menu: each section with its pages, and what they are called there. */
const sections = JSON.parse(readFileSync(path.join(root, 'site/sections.json'), 'utf8'));

/** Files that pages link to and that are no pages themselves. */
const linked = ['LICENSE', 'Dockerfile', 'profiles', 'docs/examples'];

export default defineConfig({
  title: 'mkapkovl',
  description: 'One YAML profile in; a complete Alpine overlay for a libvirt host with PCI passthrough out',
  lang: 'en',
  srcDir: 'pages',
  rewrites: { 'README.md': 'index.md', 'overlays/agent/README.md': 'overlays/agent/index.md' },
  outDir: 'dist',
  ignoreDeadLinks: [/\/LICENSE$/, /\/Dockerfile$/],
  markdown: {
    // Vue takes {{…}} for its own, even in code inside a sentence.
    config: (markdown) => {
      const inline = markdown.renderer.rules.code_inline;
      markdown.renderer.rules.code_inline = (...given) => inline(...given).replace('<code', '<code v-pre');
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: sections.map(({ title, pages }) => ({
      text: title,
      items: pages.map(([name, text]) => ({ text, link: `/${name.replace(/README$/, '')}` })),
    })),
  },
  buildEnd: ({ outDir }) => {
    for (const name of linked) cpSync(path.join(root, name), path.join(outDir, name), { recursive: true });
  },
});
