import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { UserRole } from '../../src/generated/prisma/enums';
import { fieldsOf, type Fields } from '../support/forms';
import { read, type TestAgent } from '../support/test-app';
import { twinOf } from './twin-ward';

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;
const EVERY_ID = new RegExp(ID, 'g');
/** Fields in which a form carries the key of what it is going to make. */
const KEYS = new Set(['id', 'clientKey', 'pressId', 'statusKey', 'pasteKey', 'form', 'actId']);
/** What is typed where an answer says that something is missing: text, a day, a time, a number, a telephone. */
const GUESSES = ['Họp giao ban phường', '27/11/2026', '18:30', '3', '0912000222', '2026-11'];

/** A form that a user of a role has seen. */
export interface SeenForm {
  role: UserRole;
  action: string;
  fields: Fields;
}

/** The links of a page that ask for something in particular, by what they ask for: '/coverage?state' → an address. */
export function linksOf(page: Response, address: string): Map<string, string> {
  const $ = read(page);
  const hrefs = $('a[href^="/"], a[href^="?"]')
    .toArray()
    .map((link) => new URL($(link).attr('href')!, `http://ward${address}`))
    .filter(({ search }) => search !== '');
  return new Map(
    hrefs.map(({ pathname, search, searchParams }) => [
      `${kindOf(pathname)}?${[...searchParams.keys()].join('&')}`,
      pathname + search,
    ]),
  );
}

/** The next page of a list, asked for as it is anywhere: after, or before, each kind of record that the page links to. */
export function cursorsOf(page: Response, address: string): Map<string, string> {
  const records = read(page)('main a[href^="/"]')
    .toArray()
    .flatMap((link) => /^\/([a-z-]+)\/([0-9a-f-]{36})/.exec(link.attribs.href!) ?? [])
    .filter((_part, place) => place % 3 !== 0);
  const idOf = new Map<string, string>();
  for (let place = 0; place < records.length; place += 2) idOf.set(records[place]!, records[place + 1]!);
  return new Map(
    [...idOf].flatMap(([kind, id]) =>
      ['after', 'before'].map((way) => [`${kindOf(address)}?${way} ${kind}`, `${address}?${way}=${id}`] as const),
    ),
  );
}

/** The forms of a page that send something, by where they send what: without files. */
export function formsOf(page: Response, address: string): Map<string, Omit<SeenForm, 'role'>> {
  const $ = read(page);
  const forms = $('main form[method=post]:not([enctype])').toArray();
  return new Map(
    forms.map((form, place) => {
      const action = $(form).attr('action') ?? address;
      $(form).attr('data-place', String(place));
      const marked = { ...page, text: $.html() } as Response;
      const fields = fieldsOf(marked, `form[data-place="${place}"]`);
      return [`${kindOf(action)} ${Object.keys(fields).map(kindOf).join(' ')}`, { action, fields }];
    }),
  );
}

/** Sends the form; what the answer names as missing or wrong is filled in as far as can be guessed. */
export async function fillAndSend(agent: TestAgent, action: string, fields: Fields): Promise<Fields> {
  let sent = fields;
  for (const guess of GUESSES) {
    const answer = await agent.post(action, sent);
    if (answer.status !== 422) break;
    const $ = read(answer);
    const again: Fields = { ...sent };
    for (const control of $('[aria-invalid=true]').toArray()) {
      const name = $(control).attr('name');
      if (!name) continue;
      const options = $(control).is('select')
        ? $(control).find('option[value!=""]').toArray()
        : $(`[type=radio][name="${name}"], [type=checkbox][name="${name}"]`).toArray();
      again[name] = options.length > 0 ? $(options[GUESSES.indexOf(guess) % options.length]).attr('value')! : guess;
    }
    sent = again;
  }
  return sent;
}

/** The same form as if it had not been sent yet. */
export function anew(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, KEYS.has(name) ? randomUUID() : value]),
  );
}

/** The form with the ids of the other ward, one field at a time. */
export function withTwins(fields: Fields): Fields[] {
  const fresh = anew(fields);
  return Object.entries(fresh)
    .filter(([name, value]) => !KEYS.has(name) && ID.test(JSON.stringify(value)))
    .map(([name, value]) => ({ ...fresh, [name]: typeof value === 'string' ? twinOf(value) : value.map(twinOf) }));
}

/** An address or a name with ':id' for each id. */
function kindOf(text: string): string {
  return text.replaceAll(EVERY_ID, ':id');
}
