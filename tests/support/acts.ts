import { read, type TestAgent } from './test-app';

/** The fields of the form that a browser would send from a page: hidden ones, what is chosen and typed; without the token. */
export async function formOf(agent: TestAgent, path: string): Promise<Record<string, string | string[]>> {
  const page = await agent.get(path);
  const $ = read(page);
  const form = $('main form[method=post]').last();
  if (form.length === 0)
    throw new Error(`no form on ${path}: ${page.status} ${$('main').text().replace(/\s+/g, ' ').slice(0, 200)}`);
  const fields: Record<string, string | string[]> = {};
  for (const { name, value } of form.serializeArray()) {
    if (name === '_csrf') continue;
    const before = fields[name];
    fields[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return fields;
}
