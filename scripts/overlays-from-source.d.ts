/** Precompiled templates by name: the path below overlays/ without .hbs. */
export const templates: Record<string, TemplateSpecification>;
/** Every other file, by its path below overlays/. */
export const files: Record<string, string>;
