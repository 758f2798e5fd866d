export function checkScript(manifestFile: string): Promise<string>;
