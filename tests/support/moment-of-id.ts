/** The moment with which a UUIDv7 begins. */
export const momentOf = (id: string) => new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16));
