/** A tag of a page, with its attributes in order. */
export interface Tag {
  name: string;
  closing: boolean;
  attributes: Record<string, string>;
}

/** Every tag of a page, read as the HTML standard reads text: `<` before a letter or a slash begins one. */
export function tagsOf(page: string): Tag[] {
  return [...page.replace(/<style>.*?<\/style>/s, '').matchAll(/<(\/?)([a-zA-Z!][^\s/>]*)([^>]*)>/g)].map(
    ([, slash, name, rest]) => ({
      name: name!.toLowerCase(),
      closing: slash === '/',
      attributes: Object.fromEntries(
        [...rest!.matchAll(/([^\s=/"'>]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key!, value ?? '']),
      ),
    }),
  );
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

/** The text that people see. */
export const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|apos);/g, (entity) => entities[entity]!)
    .replace(/\s+/g, ' ');
