/**
 * Adds session settings to the address of a database, after those in its own `options`. TimeZone is always UTC,
 * whatever the server's default, because Prisma writes and reads instants without their offset.
 * @param url as in DATABASE_URL. Its `options` replace those of node-postgres, so all settings go into the address.
 * @param settings names and values without spaces, for example `{ work_mem: '16MB' }`.
 */
export function connectionUrl(url: string, settings: Record<string, string> = {}): string {
  // Only escapes of two digits: node-postgres encodes an address with a bare '%' again, and undoes it for these alone.
  const options = Object.entries({ ...settings, TimeZone: 'UTC' })
    .map(([name, value]) => `-c%20${name}=${value}`)
    .join('%20');
  if (/[?&]options=/.test(url)) return url.replace(/([?&]options=[^&]*)/g, `$1%20${options}`);
  return `${url}${url.includes('?') ? '&' : '?'}options=${options}`;
}
