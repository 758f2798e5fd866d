import { overlayEntries } from './overlays.js';

const entries = overlayEntries();

export const templates = Object.fromEntries(
  entries.templates.map(([name, code]) => [name, new Function(`return ${code}`)()]),
);
export const files = Object.fromEntries(entries.files);
