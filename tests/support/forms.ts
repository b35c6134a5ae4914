import type { Response } from 'supertest';
import { read, words, type TestAgent } from './test-app';

export type Fields = Record<string, string | string[]>;

/**
 * What a browser would send for an unchanged form: hidden fields, what is chosen and typed; not the token, which
 * `TestAgent` adds. `form` is a selector; if several forms match, the last one counts.
 */
export function fieldsOf(page: Response, form = 'main form[method=post]'): Fields {
  const $ = read(page);
  const found = $(form).last();
  if (found.length === 0) throw new Error(`no ${form} on the page: ${page.status} ${words(page).slice(0, 300)}`);
  const fields: Fields = {};
  for (const control of found.find('input, select, textarea').toArray()) {
    const field = $(control);
    const name = field.attr('name');
    const isOff = /^(checkbox|radio)$/.test(field.attr('type') ?? '') && !field.is('[checked]');
    if (!name || name === '_csrf' || isOff || field.is('[disabled]')) continue;
    const value = valueOf(field);
    const before = fields[name];
    fields[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return fields;
}

/**
 * Opens the page and returns the fields of its form, so that a test can send it back with some of them changed: the
 * form posted to the page's own address, otherwise the last posted form.
 */
export async function formOf(agent: TestAgent, path: string): Promise<Fields> {
  const page = await agent.get(path);
  const own = `main form[action="${path.split('?')[0]}"]`;
  return fieldsOf(page, read(page)(own).length > 0 ? own : undefined);
}

/** The form whose address ends this way: where it is sent, and its fields. */
export function formIn(page: Response, actionEnd: string): { action: string; fields: Fields } {
  const form = `form[action$="${actionEnd}"]`;
  const fields = fieldsOf(page, form);
  return { action: read(page)(form).last().attr('action')!, fields };
}

/** Cheerio's own `serializeArray` misses the chosen option of a select with groups. */
function valueOf(field: ReturnType<ReturnType<typeof read>>): string {
  if (field.is('select'))
    return field.find('option[selected]').attr('value') ?? field.find('option').attr('value') ?? '';
  if (field.is('textarea')) return field.text().replace(/^\n/, '');
  return field.attr('value') ?? '';
}
