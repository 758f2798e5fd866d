/** A number of things, such as "1 image" and "2 images". */
export const counted = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`;
