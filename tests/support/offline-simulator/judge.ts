import type { Answer, WaitingVisit } from '../../../src/client/offline/queue';
import type { Disk } from './disk';
import type { Server } from './server';
import { contentOf, fieldOf } from './typed-visit';

interface Saving {
  content: string;
  begun: number;
  /** Infinity: not yet, or its tab was killed. */
  ended: number;
  isKept: boolean;
}

/** What an officer did with one form on one laptop. */
interface Form {
  disk: Disk;
  author: string;
  key: string;
  savings: Saving[];
  /** When each began. A discarded visit is the one that was shown then, none that is saved later. */
  discards: number[];
}

/** Knows what officers were promised, and compares it with what lies on laptops and server. */
export class Judge {
  problem: string | null = null;
  private readonly forms: Form[] = [];
  private readonly refused = new Set<string>();
  private readonly unanswered = new Map<string, number>();
  private moment = 0;

  constructor(private readonly server: Server) {}

  find(problem: string): void {
    this.problem ??= problem;
  }

  /** @returns what to call when the laptop said that it is kept, or not. */
  saving(disk: Disk, author: string, visit: Pick<WaitingVisit, 'key' | 'path' | 'fields'>): (isKept: boolean) => void {
    const saving: Saving = { content: contentOf(visit), begun: this.tick(), ended: Infinity, isKept: false };
    const { savings } = this.formOf(disk, author, visit.key);
    savings.push(saving);
    return (isKept) => {
      saving.ended = this.tick();
      saving.isKept = isKept;
      // Refused by the laptop: it promised nothing.
      if (!isKept) savings.splice(savings.indexOf(saving), 1);
      this.checkLaptop(disk);
    };
  }

  /** @returns what to call when it is known whether the visit was removed. */
  discarding(disk: Disk, { author, key }: WaitingVisit): (isRemoved: boolean) => void {
    const { discards } = this.formOf(disk, author, key);
    const begun = this.tick();
    discards.push(begun);
    return (isRemoved) => {
      if (!isRemoved) discards.splice(discards.indexOf(begun), 1);
      this.checkLaptop(disk);
    };
  }

  /** A visit that was refused, or got no answer of its own three times, may be passed over. */
  answered(disk: Disk, visit: WaitingVisit, answer: Answer): void {
    const name = nameOf(disk, visit);
    if (answer.kind === 'refused') this.refused.add(name);
    if (answer.kind === 'unreachable' || (answer.kind === 'saved' && answer.key !== visit.key))
      this.unanswered.set(name, (this.unanswered.get(name) ?? 0) + 1);
  }

  /** The server has just saved a visit of this laptop. */
  arrived(disk: Disk, visit: WaitingVisit): void {
    const typedBy = fieldOf(visit, 'typedBy');
    if (visit.author !== typedBy) this.find(`${visit.key} of ${typedBy} arrived as ${visit.author}'s`);
    if (visit.key !== fieldOf(visit, 'form')) this.find(`${fieldOf(visit, 'form')} arrived under another key: doubled`);
    const overtaken = disk.list(visit.author).find((earlier) => {
      const name = nameOf(disk, earlier);
      const isPassedOver = this.refused.has(name) || (this.unanswered.get(name) ?? 0) >= 3;
      return earlier.position < visit.position && !isPassedOver && !this.server.visits.has(earlier.key);
    });
    if (overtaken) this.find(`${visit.key} arrived before ${overtaken.key}, which was saved earlier`);
  }

  /** Every promise of this laptop is kept: on it, or on the server. */
  checkLaptop(disk: Disk): void {
    for (const { author, fields, key } of disk.visits)
      if (fieldOf({ fields }, 'typedBy') !== author) this.find(`${key} moved to ${author}`);
    for (const form of this.forms) if (form.disk === disk) this.checkForm(form);
  }

  /** After everything has been mended and sent: what is still here is here for a reason. */
  checkLeftovers(disk: Disk): void {
    this.checkLaptop(disk);
    for (const visit of disk.visits) {
      const reason = this.server.refusalOf(visit);
      const isCut = fieldOf(visit, 'flaw') === 'cut';
      if (visit.trouble?.status !== (isCut ? 500 : (reason ?? 'none')))
        this.find(`${visit.key} is left with ${visit.trouble?.status ?? 'no reason'}; the server says ${reason}`);
    }
  }

  private checkForm({ disk, author, key, savings, discards }: Form): void {
    const discarded = Math.max(0, ...discards);
    const valid = savings.filter(({ begun }) => begun > discarded);
    if (!valid.some(({ isKept }) => isKept)) return;
    // One that was begun before the discard and took long may be the last to be kept.
    const latest = savings
      .filter((one) => !valid.some((other) => other.isKept && other.begun > one.ended))
      .map(({ content }) => content);
    const stored = this.server.visits.get(key);
    const onServer = stored?.author === author && stored.versions.some((content) => latest.includes(content));
    const onLaptop = disk.visits.some(
      (visit) => visit.author === author && visit.key === key && latest.includes(contentOf(visit)),
    );
    if (!onServer && !onLaptop) this.find(`${key} of ${author} is lost: ${latest.join(' or ')}`);
  }

  private formOf(disk: Disk, author: string, key: string): Form {
    const known = this.forms.find((form) => form.disk === disk && form.author === author && form.key === key);
    if (known) return known;
    const form: Form = { disk, author, key, savings: [], discards: [] };
    this.forms.push(form);
    return form;
  }

  private tick(): number {
    this.moment += 1;
    return this.moment;
  }
}

const nameOf = (disk: Disk, { author, position }: WaitingVisit) => `${disk.name}/${author}/${position}`;
