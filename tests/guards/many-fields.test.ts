import express from 'express';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { UserRole } from '../../src/generated/prisma/enums';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import type { TestAgent } from '../support/test-app';
import { slowTest, someOf } from '../support/runs';

/** With the token and the version, the maximum number of fields in a form; see parameterLimit in src/web/mount.ts. */
const FIELDS = 2990;
const MOST_MS = 500;
/**
 * A slow machine may exceed MOST_MS, up to this multiple of the time for as many fields that the route does not know.
 */
const MOST_TIMES = 30;
const TRIES = 3;
const MOST_BYTES = 2 ** 20;
const IDS = Array.from({ length: FIELDS }, () => randomUUID());
const WORDS = IDS.map((id) => `x${id.slice(0, 8)}`);

const PART = 'xyz';
const NOT_OF_THE_FORM = new Set(['_csrf', 'toJSON']);

/** The fields of a posted form that the application read: ['assists', '0', 'note']. */
let looks: string[][] | null = null;

/** The form as the application gets it, recording each field that is read. */
function watched(value: unknown, path: string[] = []): unknown {
  if (!(value instanceof Object)) return value;
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key !== 'string' || key in Object.prototype || (Array.isArray(target) && !/^\d+$/.test(key)))
        return inner;
      looks?.push([...path, key]);
      return watched(inner, [...path, key]);
    },
  });
}

/** Fields that the application gets with the next form, as the parser would give them. */
let added: object = {};
/** The last form as the parser gave it. */
let parsed: unknown;

const body = Symbol('body');
Object.defineProperty(express.request, 'body', {
  configurable: true,
  get(this: { [body]?: unknown }) {
    return this[body];
  },
  set(this: { [body]?: unknown }, value: unknown) {
    parsed = value;
    const form: unknown = value instanceof Object ? { ...value, ...added } : value;
    this[body] = looks ? watched(form) : form;
  },
});

/** The names in the address that the application read. */
let namesInAddress = new Set<string>();
const { get: queryOf } = Object.getOwnPropertyDescriptor(express.request, 'query')!;
Object.defineProperty(express.request, 'query', {
  configurable: true,
  get(this: express.Request) {
    return new Proxy(queryOf!.call(this) as object, {
      get(target, key) {
        if (typeof key === 'string' && !(key in Object.prototype)) namesInAddress.add(key);
        return Reflect.get(target, key) as unknown;
      },
    });
  },
});

let world: EveryRecord;
const agents = {} as Record<UserRole, TestAgent>;
beforeAll(async () => {
  world = await everyRecord();
  for (const role of ROLES) agents[role] = await world.as(role);
});
afterAll(() => world.app.close());

slowTest(
  'a form with thousands of repeated fields is answered at once, on a short page',
  async () => {
    const faults: string[] = [];
    const lists: string[] = [];
    const before: Form[] = [];
    for (const [route, names] of await formsToTry()) {
      const form = await fieldsOf(route, names);
      lists.push(...form.lists.map(({ name }) => `${route.path} ${name}`));
      for (const flood of floods(form, knownLists(form, before))) {
        const found = await problemOf(route, form.names.includes('version') ? { version: '1' } : {}, flood);
        if (!found) continue;
        faults.push(`POST ${route.path}, ${flood.name} ${flood.shape}: ${found}`);
        break; // its other floods would take as long again
      }
      before.push(form);
    }
    expect([...sentWhole].toSorted()).toEqual(['by id', 'in rows', 'in rows by id', 'repeated', 'repeated with words']);
    // The forms with the longest lists must be among those tried.
    expect(lists).toEqual(
      expect.arrayContaining([
        '/households/:id/visits/new assists',
        '/rounds doors',
        '/rounds/:id/door-order position',
        '/imports/:id/decisions decisions',
      ]),
    );
    expect(faults).toEqual([]);
  },
  600_000,
);

/** English of a library, and what JavaScript prints for a value that is none. */
const NOT_VIETNAMESE = /.{0,30}(?:\bInvalid\b|\bexpected\b|\brequired\b|\bNaN\b|\bundefined\b|\[object ).{0,30}/;

/** What of it stands in the words of the page, without building its tree. */
function notVietnamese(page: string): string | undefined {
  const words = page.replace(/^[^]*?<body|<script[^]*?<\/script>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return NOT_VIETNAMESE.exec(words)?.[0];
}
/** What is found with words and numbers; with rows and lists it is found while `fieldsOf` looks for lists. */
const NONSENSE = someOf(['xyz', '-1']);
const notInVietnamese: string[] = [];

test('nonsense in every field of every form is answered in Vietnamese', async () => {
  for (const [route, names] of await formsToTry())
    for (const value of NONSENSE) await judgeAnswer(route, value, await send(route, filled(names, value)));
  expect(notInVietnamese).toEqual([]);
}, 600_000);

async function judgeAnswer(route: Route, value: unknown, { status, headers, text: body = '' }: Response) {
  // What was done is said on the page that follows.
  const text = status === 303 ? ((await agentOf(route).get(headers.location!)).text ?? '') : body;
  const said = notVietnamese(text);
  if (status >= 500 || said) notInVietnamese.push(`POST ${route.path}, ${JSON.stringify(value)}: ${said ?? status}`);
}

test('nonsense in the address of every page is answered in Vietnamese', async () => {
  const faults: string[] = [];
  for (const route of world.routes.filter(
    ({ method, path }) => method === 'get' && !path.startsWith('/calendar-feeds/'),
  )) {
    const agent = agentOf(route);
    namesInAddress = new Set();
    await agent.get(world.addressOf(route.path));
    const query = new URLSearchParams(Object.fromEntries([...namesInAddress].map((name) => [name, 'xyz']))).toString();
    if (query === '') continue;
    const { status, text = '' } = await agent.get(`${world.addressOf(route.path)}?${query}`);
    const said = notVietnamese(text);
    if (status >= 500 || said) faults.push(`GET ${route.path}?${query}: ${said ?? status}`);
  }
  expect(faults).toEqual([]);
}, 600_000);

interface Form {
  names: string[];
  /** The fields that may be repeated, with the parts of each row. */
  lists: { name: string; parts: string[] }[];
}

/** What the way of every form looks for in it. A button reads nothing else. */
const OF_EVERY_FORM = new Set(['confirmed', 'reopened', 'returnTo', 'interrupted']);

let toTry: Promise<[Route, string[]][]> | null = null;

/** Every form that reads fields of its own, and one button, with the names that it reads. */
function formsToTry(): Promise<[Route, string[]][]> {
  return (toTry ??= (async () => {
    const forms: [Route, string[]][] = [];
    for (const route of world.routes)
      if (route.method === 'post' && !route.upload && route.path !== '/logout')
        forms.push([route, await namesOf(route)]);
    const isButton = ([, names]: [Route, string[]]) => names.every((name) => OF_EVERY_FORM.has(name));
    return [...forms.filter((form) => !isButton(form)), forms.find(isButton)!];
  })());
}

async function lookedFor(route: Route, form: object): Promise<{ seen: string[][]; answer: Response }> {
  looks = [];
  const answer = await send(route, form);
  const seen = looks;
  looks = null;
  return { seen, answer };
}

const filled = (names: string[], value: unknown) => Object.fromEntries(names.map((name) => [name, value]));

/** The fields that a route reads. */
async function namesOf(route: Route): Promise<string[]> {
  const names = (await lookedFor(route, {})).seen.map(([name]) => name!);
  return [...new Set(names)].filter((name) => !NOT_OF_THE_FORM.has(name));
}

/** Finds in which of its fields a route looks for more than one value. */
async function fieldsOf(route: Route, names: string[]): Promise<Form> {
  const row = { [PART]: PART };
  const inside: string[][] = [];
  for (const value of [{ 0: row, r1: row, [IDS[0]!]: row }, [PART, PART]]) {
    const { seen, answer } = await lookedFor(route, filled(names, value));
    inside.push(...seen.filter((path) => path.length > 1));
    await judgeAnswer(route, value, answer);
  }
  const lists = names
    .filter((name) => inside.some(([seen]) => seen === name))
    .map((name) => ({
      name,
      parts: [
        ...new Set(
          inside.flatMap(([seen, , part]) => (seen === name && part !== undefined && part !== PART ? [part] : [])),
        ),
      ],
    }));
  return { names, lists };
}

interface Flood {
  shape: 'repeated' | 'repeated with words' | 'by id' | 'in rows' | 'in rows by id';
  name: string;
  fields: object;
}

const SAME_FORM = 10;
const textOf = ({ name, parts }: Form['lists'][number]) => [name, ...parts].join(' ');

/** The lists that a form shares with an earlier one: the visit form has thirty, and opens in five places. */
function knownLists({ lists }: Form, before: Form[]): Set<string> {
  const known = before.map((form) => {
    const theirs = new Set(form.lists.map(textOf));
    return lists.map(textOf).filter((list) => theirs.has(list));
  });
  return new Set(known.filter(({ length }) => length >= SAME_FORM).flat());
}

/**
 * The form with the maximum number of fields, in every way in which a field can be repeated. Lists that are known are read
 * by the same code: only what the form does with them is asked, in the shapes that this code reads.
 */
function floods({ names, lists }: Form, known: Set<string>): Flood[] {
  const all = Object.fromEntries(names.map((name) => [name, IDS.slice(0, Math.floor(FIELDS / names.length))]));
  return [
    { shape: 'repeated', name: 'every field', fields: all },
    ...lists.flatMap((list): Flood[] => {
      const { name, parts } = list;
      const isKnown = known.has(textOf(list));
      const flood = (shape: Flood['shape'], value: unknown) => ({ shape, name, fields: { [name]: value } });
      if (parts.length === 0) {
        return [
          flood('repeated', IDS),
          ...(isKnown ? [] : [flood('repeated with words', WORDS)]),
          flood('by id', Object.fromEntries(IDS.map((id) => [id, PART]))),
        ];
      }
      const row = Object.fromEntries(parts.map((part) => [part, PART]));
      const ids = IDS.slice(0, Math.floor(FIELDS / parts.length));
      const byId = flood('in rows by id', Object.fromEntries(ids.map((id) => [id, row])));
      if (isKnown) return [byId];
      return [
        flood(
          'in rows',
          ids.map(() => row),
        ),
        byId,
        flood('repeated', IDS),
      ];
    }),
  ];
}

/** What is wrong with the answer; null if it is quick and short at the first try or a later one. */
async function problemOf(route: Route, form: object, flood: Flood): Promise<string | null> {
  let quickest = Infinity;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const {
      response: { status, text = '' },
      ms,
    } = await timed(route, form, flood);
    quickest = Math.min(quickest, ms);
    if (status >= 500) return `answered ${status}`;
    if (Buffer.byteLength(text) > MOST_BYTES) return `${Math.round(Buffer.byteLength(text) / 1000)} kB`;
    if (quickest <= MOST_MS) return null;
  }
  const unknown = Object.fromEntries(WORDS.map((word) => [word, PART]));
  const { ms: unknownMs } = await timed(route, { ...form, ...unknown });
  return quickest <= MOST_TIMES * unknownMs
    ? null
    : `${Math.round(quickest)} ms, with fields that it does not know ${Math.round(unknownMs)} ms`;
}

const sentWhole = new Set<Flood['shape']>();

/**
 * Sends a form with a flood. The parser is the same for every route, and slower than most of them: it reads the first
 * flood of each shape, and shows what it makes of it. The later ones are added to the form behind it.
 */
async function timed(route: Route, form: object, flood?: Flood) {
  const isWhole = flood && !sentWhole.has(flood.shape);
  if (isWhole) sentWhole.add(flood.shape);
  added = flood && !isWhole ? flood.fields : {};
  const began = performance.now();
  const response = await send(route, isWhole ? { ...form, ...flood.fields } : form);
  const ms = performance.now() - began;
  added = {};
  if (isWhole) expect(parsed).toEqual({ _csrf: expect.any(String) as string, ...form, ...flood.fields });
  return { response, ms };
}

const agentOf = (route: Route) => agents[ROLES.find((role) => mayAsk(role, route))!];

function send(route: Route, form: object) {
  return agentOf(route).post(world.addressOf(route.path), form);
}
