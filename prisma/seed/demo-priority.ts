import type { NewFact } from '../../src/features/casework/needs/forms';
import { recordFact, recordHelper } from '../../src/features/casework/needs/service';
import type { HelperPurpose } from '../../src/generated/prisma/enums';
import { addDays, daysBetween, instantOf } from '../../src/shared/dates';
import { familyName, personName } from './demo-names';
import { demoPhone } from './demo-people';
import { DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import { MOST_HOUSEHOLDS, type DemoWorld } from './demo-world';

const SEED = 20_251_205;

type Fact = Pick<NewFact, 'kind' | 'validFrom' | 'source' | 'sourceNote'> & Partial<Pick<NewFact, 'validTo'>>;

/** Who needs the team most according to decisions and lists, and who helps elderly people with the phone. */
export function tellOfPriority(world: DemoWorld): void {
  const { agenda, newId, office, openedOn, teams, today } = world;
  const random = new DemoRandom(SEED);
  const year = Number(openedOn.slice(0, 4));

  const record = ({ id }: DemoHousehold, member: DemoMember | null, fact: Fact) => {
    const form = { id: newId(), subject: member?.id ?? null, validTo: null, ...fact };
    const recorder = random.pick(office);
    agenda.add('record a fact about a person', instantOf(openedOn, '10:00'), (context) =>
      recordFact(context, recorder, id, form),
    );
  };
  const since = (from: number, monthAndDay: string) =>
    `${random.int(Math.min(from, year - 1), year - 1)}-${monthAndDay}`;

  for (const household of world.households.slice(0, MOST_HOUSEHOLDS)) {
    const { members } = household;
    const elder = members.find(({ person }) => person.age >= 70);
    // Poverty is reviewed once a year: some of last year's poor households are no longer poor.
    if (random.chance(0.012)) {
      const since = random.chance(0.3) ? year - 1 : year;
      const [validFrom, validTo] = [`${since}-01-01`, since < year ? `${year}-01-01` : null];
      const [kind, sourceNote] = [random.byWeight({ poor: 3, near_poor: 7 }), `QĐ 126/QĐ-UBND ngày 22/12/${since - 1}`];
      record(household, null, { kind, validFrom, validTo, source: 'decision', sourceNote });
    }
    if (elder && random.chance(0.07)) {
      const sourceNote = 'người có công và thân nhân';
      const of = random.chance(0.5) ? null : elder;
      record(household, of, { kind: 'policy_family', validFrom: since(1996, '07-27'), source: 'list', sourceNote });
    }
    for (const member of members) {
      const { age } = member.person;
      if (age >= 6 && random.chance(member.hardToMove === 'yes' ? 0.22 : 0.008)) {
        const sourceNote = `Giấy xác nhận khuyết tật số ${random.int(10, 480)}`;
        const validFrom = since(Math.max(2012, year - age + 6), '03-15');
        record(household, member, { kind: 'disabled', validFrom, source: 'decision', sourceNote });
      }
      if (age >= 76 && random.chance(0.1)) {
        const sourceNote = `bảo trợ xã hội quý 2/${year}`;
        const validFrom = since(Math.max(2019, year - age + 75), '09-01');
        record(household, member, { kind: 'social_protection', validFrom, source: 'list', sourceNote });
      }
    }
    if (elder && household.occupancy === 'occupied' && random.chance(0.38)) help(household, elder);
  }

  /** A younger member who knows phones, or else a child who moved out, or a neighbour. */
  function help(household: DemoHousehold, elder: DemoMember): void {
    const from = addDays(openedOn, random.int(0, Math.max(0, daysBetween(openedOn, today) - 1)));
    const recorder = random.chance(0.7) ? random.pick(random.pick(teams).officers) : random.pick(office);
    const id = newId();
    const [relationNote, sex] = random.pick(OUTSIDERS);
    const name = personName(random, familyName(random), sex, year - random.int(25, 55));
    const outsider = { residentId: null, name, phone: demoPhone(random), relationNote };
    agenda.add('name a digital helper', instantOf(from, '20:10'), async (context) => {
      if (!household.members.includes(elder)) return undefined;
      const member = random.pick(household.members.filter(({ person }) => person.age >= 18 && person.age <= 60));
      const helper = member ? { residentId: member.id, name: '', phone: null, relationNote: '' } : outsider;
      const purposes: HelperPurpose[] = ['portal', 'vneid'];
      // Who lives elsewhere was not there to say yes.
      const tie = { helpedId: elder.id, purposes, agreedOn: member ? from : null, validFrom: from };
      return recordHelper(context, recorder, household.id, { id, ...helper, ...tie, isOutsider: true });
    });
  }
}

const OUTSIDERS = [
  ['con gái', 'female'],
  ['con trai', 'male'],
  ['cháu ngoại', 'male'],
  ['hàng xóm', 'female'],
] as const;
