import { DemoRandom } from '../../../prisma/seed/demo-random';
import { createQueue } from '../../../src/client/offline/queue';
import { Judge } from './judge';
import { DAY, Laptop, type Tab, type World } from './laptop';
import { Moments } from './moments';
import { Server } from './server';
import { asForm, type Flaw, type Typed } from './typed-visit';

const LAPTOPS = 5;
const COMMANDS = 30;
const OFFICERS = ['an', 'binh', 'chi', 'dung', 'giang', 'hoa'];
const FLAWS: [Flaw, number][] = [
  ['none', 70],
  ['wrong', 8],
  ['long', 4],
  ['gone', 5],
  ['broken', 5],
  ['cut', 4],
];

export interface Run {
  seed: number;
  /** What went wrong, null if nothing did. */
  problem: string | null;
  /** What happened, in order. */
  trace: string[];
  /** How often each kind of thing happened. */
  counts: Map<string, number>;
}

/** Plays an evening of officers, laptops, a network and a server, all drawn from the seed. */
export async function simulate(seed: number, makeQueue = createQueue): Promise<Run> {
  const random = new DemoRandom(seed);
  const moments = new Moments(random);
  const trace: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const note = (what: string) => trace.push(`${moments.count} ${what}`);
  const server = new Server(random, count);
  const judge = new Judge(server);
  const world: World = { random, moments, server, judge, isHealed: false, makeQueue, note, count };
  const evening = new Evening(world);
  await evening.play();
  if (judge.problem === null) await evening.mendEverything();
  count('seed');
  for (const _ of server.visits) count('visit on the server');
  return { seed, problem: judge.problem, trace, counts };
}

/** What happened up to the problem, and how to play it again. */
export const storyOf = ({ seed, problem, trace }: Run): string =>
  [
    `Seed ${seed}: ${problem}.`,
    ...trace,
    `Again: OFFLINE_SEED=${seed} npx jest tests/unit/door/offline/simulator -t 'five laptops'`,
  ].join('\n');

class Evening {
  private readonly laptops: Laptop[];
  /** Every form that was opened, on whatever laptop: a page may be gone back to. */
  private readonly forms: Typed[] = [];
  private texts = 0;

  constructor(private readonly world: World) {
    this.laptops = Array.from(
      { length: LAPTOPS },
      (_, index) => new Laptop(world, `laptop ${index + 1}`, OFFICERS[index]!),
    );
  }

  async play(): Promise<void> {
    const { random, moments, judge } = this.world;
    const left = this.laptops.flatMap((laptop) => Array.from({ length: COMMANDS }, () => laptop));
    const order = random.shuffled(left);
    while (judge.problem === null) {
      if (order.length > 0 && random.chance(0.15)) this.command(order.pop()!);
      else if (!(await moments.next()) && order.length === 0) return;
    }
  }

  private command(laptop: Laptop): void {
    const { random, server, count } = this.world;
    const index = random.int(0, 1);
    const tab = laptop.tabs[index]!;
    const command = random.weighted(COMMAND_WEIGHTS);
    count(command);
    const name = `${laptop.disk.name} tab ${index} (${tab.author}): ${command}`;
    const note = (what = '') => this.world.note(`${name} ${what}`);
    const shown = laptop.disk.list(tab.author);
    switch (command) {
      case 'save':
        return this.save(laptop, tab, this.newForm(tab.author), note);
      case 'open a form again': {
        const form = random.pick([this.newForm(tab.author), ...this.forms]);
        return this.save(laptop, tab, this.retyped(form, tab.author), note);
      }
      case 'correct': {
        // Preferably one that is just being sent.
        const sending = shown.filter(({ key }) => laptop.keysOnTheWay().includes(key));
        const corrected = random.pick(sending.length > 0 ? sending : [...shown, undefined]);
        const form = this.forms.findLast(({ key }) => key === corrected?.key);
        if (!form) return note('nothing');
        this.save(laptop, tab, this.retyped(form, tab.author), note);
        const other = laptop.tabs[1 - index]!;
        if (other.author !== tab.author || random.chance(0.5)) return;
        return this.save(laptop, other, this.retyped(form, tab.author), (what) => note(`${what} in the other tab`));
      }
      case 'mend': {
        const troubled = shown.find(({ trouble }) => trouble !== null);
        const form = this.forms.findLast(({ key }) => key === troubled?.key);
        if (!form) return note('nothing');
        return this.save(laptop, tab, { ...this.retyped(form, tab.author), flaw: 'none', door: this.newDoor() }, note);
      }
      case 'send':
      case 'send now':
        note();
        return this.watch(tab.queue[command === 'send' ? 'send' : 'sendNow']());
      case 'release': {
        const troubled = shown.find(({ trouble }) => trouble !== null);
        note(troubled?.key);
        return troubled && this.watch(tab.queue.release(troubled.key));
      }
      case 'discard': {
        if (shown.length === 0) return note('nothing');
        const visit = random.pick(shown);
        note(`${visit.key}/${visit.revision}`);
        const isDone = this.world.judge.discarding(laptop.disk, visit);
        return this.watch(tab.queue.discard(visit).then(isDone));
      }
      case 'kill the tab':
        note();
        return laptop.reload(index, tab.author);
      case 'kill the browser':
        note();
        return laptop.tabs.forEach(({ author }, which) => laptop.reload(which, author));
      case 'network':
        laptop.isOnline = random.chance(0.7);
        return note(laptop.isOnline ? 'back' : 'gone');
      case 'sign in': {
        laptop.session = random.chance(0.7) ? tab.author : random.pick(OFFICERS);
        note(`as ${laptop.session}`);
        // The other tab still shows the page of the previous officer.
        return laptop.reload(index, laptop.session);
      }
      case 'session expires':
        laptop.session = null;
        return note();
      case 'clock':
        laptop.clockError += random.pick([-DAY, DAY]);
        return note(`${laptop.clockError}`);
      case 'disk':
        laptop.disk.isFull = random.chance(0.4);
        return note(laptop.disk.isFull ? 'full' : 'has room');
      case 'permission': {
        const had = server.withoutPermission.delete(tab.author);
        if (!had) server.withoutPermission.add(tab.author);
        return note(had ? 'given back' : 'taken');
      }
      case 'somebody else logs the door':
        if (shown[0]) server.takenDoors.add(shown[0].path);
        return note(shown[0]?.path);
      case 'the office edits': {
        const visits = [...server.visits.values()];
        if (visits.length > 0) random.pick(visits).versions.push('edited');
        return note();
      }
    }
  }

  private save({ disk }: Laptop, { queue, author }: Tab, form: Typed, note: (what: string) => void): void {
    const typed = asForm(form);
    this.forms.push(form);
    note(`${form.key} ${form.text} ${form.flaw} at ${form.door}`);
    const isDone = this.world.judge.saving(disk, author, typed);
    this.watch(
      queue.save(typed).then(
        () => isDone(true),
        () => isDone(false),
      ),
    );
  }

  /** What the queue does goes on by itself; it fails only when a disk does. */
  private watch(work: Promise<unknown>): void {
    work.catch((error: Error) => {
      if (error.name !== 'Error') this.world.judge.find(String(error.stack));
    });
  }

  private newForm(typedBy: string): Typed {
    const { random } = this.world;
    const key = `k${this.forms.length + 1}`;
    return { key, typedBy, text: this.newText(), door: this.newDoor(), flaw: random.weighted(FLAWS) };
  }

  /** The same form, filled in by the officer who sits there now; sometimes with the very same words. */
  private retyped(form: Typed, typedBy: string): Typed {
    const { random } = this.world;
    const flaw = random.chance(0.5) ? 'none' : form.flaw;
    return { ...form, typedBy, flaw, text: random.chance(0.2) ? form.text : this.newText() };
  }

  private newDoor(): string {
    return `d${this.world.random.int(1, 200)}`;
  }

  private newText(): string {
    this.texts += 1;
    return `t${this.texts}`;
  }

  /** Everything works again, every officer signs in once more and sends: what is left is left for a reason. */
  async mendEverything(): Promise<void> {
    const { server, judge, note } = this.world;
    note('everything is mended');
    this.world.isHealed = server.isHealed = true;
    server.withoutPermission.clear();
    for (const laptop of this.laptops) {
      // A laptop that is online again also learns what time it is.
      Object.assign(laptop, { isOnline: true, clockError: 0 });
      laptop.disk.isFull = false;
      for (const author of new Set(laptop.disk.visits.map((visit) => visit.author))) {
        laptop.session = author;
        await this.sendAll(laptop, author);
      }
      judge.checkLeftovers(laptop.disk);
    }
  }

  private async sendAll(laptop: Laptop, author: string): Promise<void> {
    const { moments } = this.world;
    const open = laptop.tabs.find((tab) => tab.author === author);
    if (!open) laptop.reload(0, author);
    const { queue } = open ?? laptop.tabs[0]!;
    const isBefore = laptop.disk.list(author).filter(({ trouble }) => trouble !== null);
    for (const { key } of isBefore) this.watch(queue.release(key));
    while (await moments.next());
    // A visit that gets no answer is passed over at the third try.
    const rounds = 3 * laptop.disk.list(author).length + 1;
    const isSettled = () => laptop.disk.list(author).every(({ trouble }) => trouble !== null);
    for (let round = 0; round < rounds && !isSettled(); round += 1) {
      moments.count += 100;
      this.watch(queue.send());
      while (await moments.next());
    }
  }
}

const COMMAND_WEIGHTS = [
  ['save', 30],
  ['open a form again', 4],
  ['correct', 10],
  ['mend', 8],
  ['send', 22],
  ['send now', 6],
  ['release', 3],
  ['discard', 3],
  ['kill the tab', 6],
  ['kill the browser', 3],
  ['network', 8],
  ['sign in', 8],
  ['session expires', 3],
  ['clock', 4],
  ['disk', 4],
  ['permission', 1],
  ['somebody else logs the door', 2],
  ['the office edits', 2],
] as const;
