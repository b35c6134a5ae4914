import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { isSameRevision, type SentVisit, type VisitStore, type WaitingVisit } from './queue';
import { open, seal, type Sealed, type WrappedKey } from './vault';

// What this laptop holds, for each officer under a key of their own. In the clear are only account ids and names, the name
// of the laptop, addresses of pages, the names of drafts, keys, order and revision of visits, and when the round expires.

/** A round that an officer took along, and the key to everything the laptop holds of them. */
export interface Keyring extends WrappedKey {
  person: string;
  /** Of the data key: what another key sealed does not open with it. */
  keyId: string;
  username: string;
  displayName: string;
  carriedRoundId: string;
  laptopName: string;
  /** ISO. */
  expiresAt: string;
  /** A FileTicket. */
  ticket: Sealed;
}

/** For a file that the office takes in: its key, and the server's ticket for it (base64). */
export interface FileTicket {
  fileKey: string;
  ticket: string;
}

/** A page of the carried round; `nonce` is the one its scripts carry. */
export interface Copy {
  path: string;
  html: string;
  nonce: string;
}

interface Row {
  person: string;
  sealed: Sealed;
}

interface Schema extends DBSchema {
  keyrings: { key: string; value: Keyring };
  pages: {
    key: [person: string, path: string];
    value: Row & { path: string; position: number };
    indexes: { person: string };
  };
  visits: {
    key: [person: string, key: string];
    value: Row & { key: string; position: number; revision: number };
    indexes: { person: string };
  };
  sent: { key: string; value: Row };
  drafts: { key: [person: string, name: string]; value: Row & { name: string }; indexes: { person: string } };
  counters: { key: string; value: number };
}

export type Laptop = IDBPDatabase<Schema>;

/** Opens the laptop's database; the caller closes it. */
export const openLaptop = (): Promise<Laptop> =>
  openDB<Schema>('go-cua', 1, {
    upgrade(db) {
      db.createObjectStore('keyrings', { keyPath: 'person' });
      db.createObjectStore('pages', { keyPath: ['person', 'path'] }).createIndex('person', 'person');
      db.createObjectStore('visits', { keyPath: ['person', 'key'] }).createIndex('person', 'person');
      db.createObjectStore('sent', { keyPath: 'person' });
      db.createObjectStore('drafts', { keyPath: ['person', 'name'] }).createIndex('person', 'person');
      db.createObjectStore('counters');
    },
  });

const place = (...parts: string[]) => parts.join(' ');

// ---------------------------------------------------------------- the carried round

/**
 * Puts a carried round in the place of what the officer carried before. Waiting visits stay.
 * @throws if the key is new and a visit waits that was sealed with the one before.
 */
export async function keepRound(
  laptop: Laptop,
  key: CryptoKey,
  keyring: Omit<Keyring, 'ticket'>,
  { ticket, copies }: { ticket: FileTicket; copies: readonly Copy[] },
): Promise<void> {
  const { person } = keyring;
  const sealedTicket = await seal(key, ticket, place('ticket', person));
  const rows = await Promise.all(
    copies.map(async (copy, position) => ({
      person,
      path: copy.path,
      position,
      sealed: await seal(key, copy, place('page', person, copy.path)),
    })),
  );
  const tx = laptop.transaction(['keyrings', 'pages', 'visits'], 'readwrite');
  const before = await tx.objectStore('keyrings').get(person);
  const isNewKey = before !== undefined && before.keyId !== keyring.keyId;
  if (isNewKey && (await tx.objectStore('visits').index('person').count(person)) > 0)
    throw new Error('visits wait under the key before');
  const pages = tx.objectStore('pages');
  for (const old of await pages.index('person').getAllKeys(person)) void pages.delete(old);
  for (const row of rows) void pages.put(row);
  void tx.objectStore('keyrings').put({ ...keyring, ticket: sealedTicket });
  await tx.done;
}

/** What the laptop needs to write a file of its waiting visits. */
export const openTicket = (key: CryptoKey, { person, ticket }: Keyring): Promise<FileTicket> =>
  open(key, ticket, place('ticket', person));

/** The copy of a page; null if the carried round has none. */
export async function findCopy(laptop: Laptop, key: CryptoKey, person: string, path: string): Promise<Copy | null> {
  const keyring = await laptop.get('keyrings', person);
  if (!keyring || isOver(keyring)) return null;
  const row = await laptop.get('pages', [person, path]);
  return row ? open<Copy>(key, row.sealed, place('page', person, path)) : null;
}

/** How many visits of an officer wait here, also while they are locked. */
export const countWaiting = (laptop: Laptop, person: string): Promise<number> =>
  laptop.countFromIndex('visits', 'person', person);

/** The pages of the carried round that this laptop still holds, in the order of the walk. */
export async function listCopies(laptop: Laptop, person: string): Promise<string[]> {
  const rows = await laptop.getAllFromIndex('pages', 'person', person);
  return rows.sort((one, other) => one.position - other.position).map(({ path }) => path);
}

/** Removes the pages and drafts; the key and the visits too, unless visits still wait. True if nothing is left. */
export async function removeRound(laptop: Laptop, person: string): Promise<boolean> {
  const tx = laptop.transaction(['keyrings', 'pages', 'visits', 'sent', 'drafts'], 'readwrite');
  for (const name of ['pages', 'drafts'] as const) {
    const store = tx.objectStore(name);
    for (const key of await store.index('person').getAllKeys(person)) void store.delete(key as never);
  }
  const isEmpty = (await tx.objectStore('visits').index('person').count(person)) === 0;
  if (isEmpty) {
    void tx.objectStore('sent').delete(person);
    void tx.objectStore('keyrings').delete(person);
  }
  await tx.done;
  return isEmpty;
}

export const isOver = ({ expiresAt }: Pick<Keyring, 'expiresAt'>): boolean => new Date(expiresAt) < new Date();

/** Removes the rounds of other officers that are over: their officers may never use this laptop again. */
export async function removeOver(laptop: Laptop, person: string): Promise<void> {
  for (const keyring of await laptop.getAll('keyrings'))
    if (keyring.person !== person && isOver(keyring)) await removeRound(laptop, keyring.person);
}

/** Removes all visits of an officer that wait, when the password to them is lost. */
export async function removeUnreadable(laptop: Laptop, person: string): Promise<void> {
  const tx = laptop.transaction('visits', 'readwrite');
  for (const key of await tx.store.index('person').getAllKeys(person)) void tx.store.delete(key as never);
  await tx.done;
}

/** Removes visits that stand in a file for the office. */
export async function removeFiled(laptop: Laptop, filed: readonly WaitingVisit[]): Promise<void> {
  const tx = laptop.transaction('visits', 'readwrite');
  for (const visit of filed) {
    const stored = await tx.store.get([visit.author, visit.key]);
    if (stored && stored.revision === visit.revision) void tx.store.delete([visit.author, visit.key]);
  }
  await tx.done;
}

// ---------------------------------------------------------------- waiting visits

type VisitRow = Schema['visits']['value'];

/** The waiting visits of the officer whose key this is. */
export function createVisitStore(laptop: Laptop, { person: owner, keyId }: Keyring, key: CryptoKey): VisitStore {
  /** Another tab may have signed out or carried a round meanwhile: what a lost key seals cannot be opened. */
  const checkKey = async (stored: Promise<Keyring | undefined>) => {
    if ((await stored)?.keyId !== keyId) throw new Error('this key is not kept any more');
  };
  const sealVisit = async ({
    position,
    ...visit
  }: WaitingVisit | (Omit<WaitingVisit, 'position'> & { position?: number })) => ({
    person: visit.author,
    key: visit.key,
    position: position ?? 0,
    revision: visit.revision,
    sealed: await seal(key, visit, place('visit', visit.author, visit.key)),
  });
  const openVisit = async ({ person, key: name, position, sealed }: VisitRow): Promise<WaitingVisit> => ({
    ...(await open<Omit<WaitingVisit, 'position'>>(key, sealed, place('visit', person, name))),
    position,
  });
  const isStill = (row: VisitRow | undefined, visit: WaitingVisit) =>
    row !== undefined && isSameRevision({ ...visit, ...row, author: row.person }, visit);

  return {
    async list(author) {
      const rows = await laptop.getAllFromIndex('visits', 'person', author);
      return Promise.all(rows.sort((one, other) => one.position - other.position).map(openVisit));
    },
    async add(visit) {
      const row = await sealVisit(visit);
      const tx = laptop.transaction(['visits', 'counters', 'keyrings'], 'readwrite');
      await checkKey(tx.objectStore('keyrings').get(owner));
      if (await tx.objectStore('visits').get([row.person, row.key])) return false;
      const position = ((await tx.objectStore('counters').get('position')) ?? 0) + 1;
      void tx.objectStore('counters').put(position, 'position');
      void tx.objectStore('visits').put({ ...row, position });
      await tx.done;
      return true;
    },
    async replace(before, visit) {
      const row = await sealVisit(visit);
      const tx = laptop.transaction(['visits', 'keyrings'], 'readwrite');
      await checkKey(tx.objectStore('keyrings').get(owner));
      const visits = tx.objectStore('visits');
      if (!isStill(await visits.get([before.author, before.key]), before)) return false;
      void visits.put(row);
      await tx.done;
      return true;
    },
    async remove(visit, sent) {
      const { author } = visit;
      const sealed = sent && (await seal(key, sent, place('sent', author)));
      const tx = laptop.transaction(['visits', 'sent', 'pages'], 'readwrite');
      if (!isStill(await tx.objectStore('visits').get([author, visit.key]), visit)) return false;
      void tx.objectStore('visits').delete([author, visit.key]);
      if (sealed) {
        void tx.objectStore('sent').put({ person: author, sealed });
        // The form of a door that has its visit must not be filled in again.
        void tx.objectStore('pages').delete([author, visit.path]);
      }
      await tx.done;
      return true;
    },
    async lastSent(author) {
      const row = await laptop.get('sent', author);
      return row ? open<SentVisit>(key, row.sealed, place('sent', author)) : null;
    },
  };
}

// ---------------------------------------------------------------- drafts

/** Where a form that is being filled in is kept, by a name of its own. */
export interface Drafts {
  read(name: string): Promise<string | null>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export const createDrafts = (laptop: Laptop, key: CryptoKey, person: string): Drafts => ({
  async read(name) {
    const row = await laptop.get('drafts', [person, name]);
    return row ? open<string>(key, row.sealed, place('draft', person, name)) : null;
  },
  async write(name, text) {
    await laptop.put('drafts', { person, name, sealed: await seal(key, text, place('draft', person, name)) });
  },
  remove: (name) => laptop.delete('drafts', [person, name]),
});
